"""The same issues as plain Markdown pages, one each, for MkDocs + Material and for Zensical."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

# In the engines' favour: the issues stand in no navigation, which would put every one of them into the sidebar of every page,
# and no page lists them.
_CONFIG = """\
site_name: bench
site_url: https://example.org/
theme: {name: material, language: zh}
plugins: [search]
nav: [index.md]
not_in_nav: /issues/
"""


def write_site(folder: Path, content: Path) -> None:
    """Write a site into `folder`: one Markdown page for each issue of `content`."""
    issues = folder / "docs" / "issues"
    issues.mkdir(parents=True)
    (folder / "mkdocs.yml").write_text(_CONFIG, "utf-8")
    (folder / "docs" / "index.md").write_text("# 全部问题\n", "utf-8")
    for path in sorted((content / "ledgers" / "bench").glob("part-*.yml")):
        for issue in yaml.load(path.read_bytes(), yaml.CBaseLoader):  # noqa: S506  # the base loader makes texts only
            (issues / f"{issue['编号']}.md").write_text("\n".join(_page(issue)), "utf-8")


def _page(issue: Mapping[str, Any]) -> Iterator[str]:
    events = issue["办理过程"]
    lead = next((event["主办单位"] for event in events if "主办单位" in event), "")
    yield f"# {issue['标题']}\n"
    yield "| 项目 | 内容 |\n| --- | --- |"
    for label in ("编号", "类型", "渠道", "收到日期", "类别"):
        yield f"| {label} | {issue[label]} |"
    yield f"| 主办单位 | {lead} |\n"
    yield f"{issue['诉求内容']}\n## 办理过程\n"
    for event in events:
        told = (f"{value if isinstance(value, str) else '、'.join(value)}" for key, value in event.items() if key not in ("日期", "事项"))
        yield f"1. {event['日期']} **{event['事项']}** {'，'.join(told)}"
