"""The lifecycle of an issue: its states, its events, and which event is allowed in which state."""

from collections.abc import Mapping
from dataclasses import dataclass

from taizhang.vocabulary import Term, Vocabulary

STATE = Vocabulary(
    "state",
    (
        Term("pending_acceptance", "待受理", "Awaiting acceptance"),
        Term("pending_assignment", "待交办", "Awaiting assignment"),
        Term("pending_signature", "待签收", "Awaiting signature"),
        Term("in_progress", "办理中", "In progress"),
        Term("handled", "已办结待销号", "Handled, awaiting clearance"),
        Term("cleared", "已销号", "Cleared"),
        Term("carried", "挂账", "Carried over"),
        Term("declined", "不予受理", "Declined"),
        Term("referred", "移交", "Referred"),
        Term("withdrawn", "撤回", "Withdrawn"),
        Term("merged", "并案", "Merged"),
        Term("retracted", "撤下", "Retracted"),
    ),
)

#: States outside the collected: they are counted by themselves.
OUTSIDE = frozenset({"withdrawn", "merged", "retracted"})

#: 销号 follows only these outcomes unless a ledger states another rule.
CLEARABLE = frozenset({"solved", "explained", "not_supported"})

_WORKING = ("pending_signature", "in_progress")
_OPEN = ("pending_assignment", *_WORKING)
_LIVE = ("pending_acceptance", *_OPEN, "handled", "carried")
_ANY = tuple(t.id for t in STATE)


@dataclass(frozen=True)
class EventKind:
    """One kind of event: its words, the states it may follow, the state it leads to and what it must and may carry.

    `to` is None where the state stays. Fields common to all events (date, time, note …) are not listed.
    """

    id: str
    zh: str
    en: str
    after: tuple[str, ...]
    to: str | None = None
    needs: tuple[str, ...] = ()
    carries: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    internal: bool = False


_KINDS = (
    EventKind("accepted", "受理", "Accepted", ("pending_acceptance",), "pending_assignment"),
    EventKind(
        "declined",
        "不予受理",
        "Declined",
        ("pending_acceptance", "pending_assignment"),
        "declined",
        needs=("reason",),
        carries=("basis",),
    ),
    EventKind(
        "referred",
        "移交",
        "Referred",
        ("pending_acceptance", *_OPEN),
        "referred",
        needs=("to",),
        carries=("reason", "basis"),
        also=("转办上级",),
    ),
    EventKind(
        "assigned",
        "交办",
        "Assigned",
        ("pending_assignment",),
        "in_progress",
        needs=("lead",),
        carries=("support", "due", "within", "rule", "measures", "tier", "post", "task_force", "slip"),
        also=("重新交办", "转办", "分办"),
    ),
    EventKind("signed", "签收", "Signed for", ("pending_signature", "in_progress"), "in_progress"),
    EventKind("returned", "退回", "Returned", _WORKING, "pending_assignment", needs=("reason",)),
    EventKind(
        "reassigned",
        "改派",
        "Reassigned",
        _WORKING,
        needs=("lead",),
        carries=("reason", "support", "due", "within", "rule", "measures"),
    ),
    EventKind("escalated", "提级", "Escalated", _OPEN, needs=("tier",), carries=("reason", "post")),
    EventKind("replied", "答复企业", "Replied to the enterprise", _ANY, carries=("reply",), also=("答复",)),
    EventKind("progress", "进展", "Progress", _ANY, carries=("measures", "results")),
    EventKind("contributed", "协办反馈", "Supporting unit reported", (*_OPEN, "handled", "carried"), needs=("unit",)),
    EventKind("supervised", "督办", "Supervised", _LIVE, needs=("means",), carries=("number",)),
    EventKind("directed", "领导批示", "Directed", _ANY, carries=("post",), also=("批示",), internal=True),
    EventKind("extended", "延期", "Extended", _WORKING, needs=("due", "reason"), carries=("asked", "approved_by")),
    EventKind("paused", "中止", "Paused", _WORKING, needs=("reason",)),
    EventKind("resumed", "恢复", "Resumed", _WORKING, carries=("due",)),
    EventKind(
        "handled",
        "办结",
        "Handled",
        (*_OPEN, "carried"),
        "handled",
        needs=("outcome",),
        carries=("lead", "support", "tier", "measures", "results"),
    ),
    EventKind(
        "followed_up",
        "回访",
        "Followed up",
        ("handled", "cleared", "carried"),
        carries=("reached", "enterprise_says", "rating"),
    ),
    EventKind("cleared", "销号", "Cleared", ("handled",), "cleared", needs=("verified_by",)),
    EventKind(
        "reopened",
        "重办",
        "Reopened",
        ("handled", "cleared", "carried"),
        "in_progress",
        needs=("reason",),
        carries=("round", "due", "within", "rule", "lead", "support", "measures"),
        also=("再次办理",),
    ),
    EventKind("carried", "挂账", "Carried over", (*_WORKING, "handled"), "carried", needs=("reason", "review")),
    EventKind("withdrawn", "撤回", "Withdrawn", _LIVE, "withdrawn", carries=("reason",)),
    EventKind("merged", "并案", "Merged", _LIVE, "merged", needs=("into",), carries=("reason",)),
    EventKind("retracted", "依规撤下", "Retracted", _ANY, "retracted", needs=("basis",), carries=("post",), also=("撤下",)),
)

#: The one table of events: what is allowed in which state follows from it alone.
EVENTS: Mapping[str, EventKind] = {kind.id: kind for kind in _KINDS}
EVENT = Vocabulary("event", tuple(Term(k.id, k.zh, k.en, k.also) for k in _KINDS))


def allowed(state: str) -> list[EventKind]:
    """Return the events that may follow in `state`, in the table's order."""
    return [kind for kind in _KINDS if state in kind.after]
