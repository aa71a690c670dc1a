"""Synthetic content for measurements: one ledger of N issues, 60 units, 10 categories, 4 to 6 events, about 1 KB each."""

import datetime as dt
import random
import re
from collections.abc import Iterator
from pathlib import Path

UNITS = 60
CATEGORIES = 10
PER_FILE = 500  # a month's file; Hugo's YAML reader refuses files of some 2,000 such records as an alias bomb

_PLACES = ("城东园区", "临港园区", "高新园区", "环城北路", "创业大道", "站前物流园", "西片标准厂房", "科技孵化楼")
_TROUBLES = (
    "用电负荷不足，新增生产线无法投运", "招工困难，旺季缺少熟练工人", "贷款续贷手续多、周期长", "厂区道路破损，大型车辆进出不便",
    "职工子女就近入学名额紧张", "土地证办理缓慢，影响抵押融资", "排水管网标高不够，雨季倒灌", "公交线路未通达，员工通勤不便",
)  # fmt: skip
_WISHES = (
    "希望相关部门现场核实，给出明确的办理时间。",
    "请协调有关单位研究解决，并告知所需材料。",
    "建议纳入今年的改造计划，先行采取临时措施。",
)


def write_content(folder: Path, count: int, *, seed: int = 20211118) -> None:
    """Write a content folder of `count` issues below `folder`; the same `seed` gives the same bytes."""
    rng = random.Random(seed)
    ledger = folder / "ledgers" / "bench"
    ledger.mkdir(parents=True)
    (folder / "pages").mkdir()
    (folder / "portal.yml").write_text("名称: 性能测试\n我要反映: {热线: 0000-0000010}\n", "utf-8")
    (folder / "units.yml").write_text(
        "".join(f"- {{编号: u{n:02d}, 名称: 示例单位{n:02d}, 电话: 0000-00001{n:02d}}}\n" for n in range(UNITS)),
        "utf-8",
    )
    categories = "".join(f"  - {{编号: c{n}, 名称: 类别{n}}}\n" for n in range(CATEGORIES))
    (folder / "taxonomy.yml").write_text(f"类别:\n{categories}渠道:\n  - {{编号: hotline, 名称: 热线}}\n", "utf-8")
    (ledger / "ledger.yml").write_text("编号: bench\n名称: 性能测试台账\n统计截至: 2022-08-31\n公开属性: 主动公开\n", "utf-8")
    issues = _issues(rng, count)
    for part in range(-(-count // PER_FILE)):
        text = "".join(next(issues) for _ in range(min(PER_FILE, count - part * PER_FILE)))
        (ledger / f"part-{part:03d}.yml").write_text(text, "utf-8")


def edit_text(content: Path, number: int) -> None:
    """Change one word of the newest file's last issue; each `number` gives another word."""
    _edit_last(content, r"现有员工\d+人", f"现有员工{1000 + number}人")


def edit_title(content: Path, number: int) -> tuple[str, str]:
    """Change the title of the newest file's last issue; return the issue's id and its new title."""
    title = f"第{number}次修改后的标题"
    text = _edit_last(content, r"(?<=\n  标题: ).*", title)
    return re.findall(r"编号: (\S+)", text)[-1], title


def _edit_last(content: Path, pattern: str, new: str) -> str:
    path = max((content / "ledgers" / "bench").glob("part-*.yml"))
    text = path.read_text("utf-8")
    last = list(re.finditer(pattern, text))[-1]
    text = text[: last.start()] + new + text[last.end() :]
    path.write_text(text, "utf-8")  # in place: who reads the ledger by a hard link sees the same edit
    return text


def _issues(rng: random.Random, count: int) -> Iterator[str]:
    first = dt.date(2019, 1, 2)
    for number in range(count):
        day = first + dt.timedelta(days=int(number * 1300 / count))
        place, trouble = rng.choice(_PLACES), rng.choice(_TROUBLES)
        lead, support = rng.sample(range(UNITS), 2)
        text = f"我公司位于{place}，现有员工{rng.randint(20, 900)}人。{trouble}，已影响正常生产经营约{rng.randint(2, 30)}天。"
        body = f"    {text}{rng.choice(_WISHES)}\n"
        if number % 4 == 0:
            body += f"\n    - 涉及面积约 {rng.randint(2, 90)} 亩；\n    - 需要**尽快**明确责任单位。\n"
        assigned = f"主办单位: 示例单位{lead:02d}, 协办单位: [示例单位{support:02d}], 分级: 部门办理"
        assigned += f", 时限: {rng.choice((5, 10, 15, 20))}个工作日, 措施: [现场核实, 会商研究]"
        events = [
            f"    - {{日期: {day}, 事项: 受理}}\n",
            f"    - {{日期: {day + dt.timedelta(1)}, 事项: 交办, {assigned}}}\n",
            f"    - {{日期: {day + dt.timedelta(3)}, 事项: 答复企业, 说明: 已与企业联系并到现场核实情况，正在研究办法}}\n",
        ]
        stage = rng.random()
        if stage > (0.5 if number > 0.86 * count else 0.015):  # what is still open is mostly of the last half-year
            done = day + dt.timedelta(rng.randint(5, 40))
            events.append(f"    - {{日期: {done}, 事项: 办结, 结果: 已解决, 说明: 已协调有关单位落实，企业反映的问题得到解决}}\n")
            if rng.random() > 0.1:
                events.append(
                    f"    - {{日期: {done + dt.timedelta(2)}, 事项: 回访, 企业认定: 已解决, 评价: {rng.choice(('满意', '基本满意'))}}}\n"
                )
                events.append(f"    - {{日期: {done + dt.timedelta(3)}, 事项: 销号, 核验: [企业确认]}}\n")
        else:
            events.append(f"    - {{日期: {day + dt.timedelta(6)}, 事项: 进展, 说明: 已列入本月会商议题}}\n")
        yield (
            f"- 编号: B-{number:06d}\n  标题: {place}{trouble}\n  类型: 问题\n  类别: 类别{rng.randrange(CATEGORIES)}\n"
            f"  渠道: 热线\n  收到日期: {day}\n  诉求内容: |\n{body}  办理过程:\n{''.join(events)}"
        )
