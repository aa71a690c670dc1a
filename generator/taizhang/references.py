"""References: what a `[[…]]` names, and which records there are to be named."""

from collections.abc import Container, Iterable

from taizhang.markup import REFERENCE_KINDS
from taizhang.portal import Portal


def names_a_record(target: str, portal: Portal, issues: Container[str]) -> bool:
    """Tell whether `target`, what stands in a `[[…]]`, is one of `issues` or, with its kind before it, another record."""
    kind, _, name = target.replace("：", ":", 1).partition(":")
    if not name:
        return target in issues
    return kind in REFERENCE_KINDS and name.strip() in getattr(portal, REFERENCE_KINDS[kind])


def names_like(target: str, portal: Portal, issues: Iterable[str]) -> Iterable[str]:
    """Return the names that `target` could have meant: of its kind, or `issues` where it gives none."""
    kind, colon, _ = target.replace("：", ":", 1).partition(":")
    if not colon:
        return issues
    return [f"{kind}:{id_}" for id_ in getattr(portal, REFERENCE_KINDS[kind])] if kind in REFERENCE_KINDS else []
