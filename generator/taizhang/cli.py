"""The command line: `taizhang check`, `build` and `import`. Exit codes: 0 fine, 1 problems in content, 2 wrong use."""

import datetime as dt
import os
import sys
import time
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from taizhang.checking import check as check_content
from taizhang.checking import content_of, today
from taizhang.compressing import FORMATS
from taizhang.dates import parse_date
from taizhang.presets import MINIMAL, PRESETS, begin
from taizhang.problems import FORMS, ContentError, render
from taizhang.stages import Stage, Stages
from taizhang.words import word

if TYPE_CHECKING:
    from taizhang.facts import Facts
    from taizhang.periods import Period
    from taizhang.site import Site


def _language() -> str:
    """Return the user's language: English where the locale says so, else Chinese."""
    name = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "en" if name.startswith("en") else "zh"


LANGUAGE = _language()


def say(key: str, **values: object) -> str:
    """Return a text of the command line in the user's language."""
    return word(f"cli.{key}", LANGUAGE, **values)


class _Day(click.ParamType[dt.date]):
    name = "YYYY-MM-DD"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        if isinstance(value, dt.date):
            return value
        try:
            return parse_date(str(value))[0]
        except ValueError:
            self.fail(say("bad_day", found=value), param, ctx)


_FOLDER = click.Path(path_type=Path, file_okay=False)
_FILE = click.Path(path_type=Path, dir_okay=False)
_content = click.option("--content", default=Path("content"), type=_FOLDER, show_default=True, help=say("help_content"))
_help = click.help_option("-h", "--help", help=say("help_help"))
_as_of = click.option("--as-of", type=_Day(), help=say("help_as_of"))


@click.group(help=say("help"))
@_help
@click.version_option(package_name="taizhang", message="%(prog)s %(version)s", help=say("help_version"))
def main() -> None:
    """Publish issue ledgers and policy lists as a portal."""


@main.command(help=say("help_init"))
@_help
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=Path())
@click.option("--programme", type=click.Choice(PRESETS), help=say("help_programme"))
def init(folder: Path, programme: str | None) -> None:
    """Write a small content folder to begin with."""
    try:
        written = begin(folder, programme or MINIMAL)
    except FileExistsError as error:
        _misuse(say("exists", file=error.filename))
    click.echo(say("begun", count=written, folder=folder.resolve()))


@main.command(help=say("help_check"))
@_help
@_content
@click.option("--format", "form", type=click.Choice(FORMS), default="text", show_default=True, help=say("help_format"))
@_as_of
def check(content: Path, form: str, as_of: dt.date | None) -> None:
    """Show every problem of the content."""
    if not content.is_dir():
        _misuse(say("no_content", folder=content))
    try:
        checked = check_content(content_of(content, Path.cwd()), today(), as_of)
    except ContentError as error:
        click.echo(render(error.problems, form, LANGUAGE))
        if form == "text":
            click.echo(say("problems", count=len(error.problems)), err=True)
        sys.exit(1)
    if form != "text":
        click.echo(render([], form, LANGUAGE))
        return
    portal = checked.portal
    click.echo(
        say(
            "fine",
            issues=len(portal.issues),
            ledgers=len(portal.ledgers),
            policies=len(portal.policies),
            units=len(portal.units),
        )
    )
    if checked.unstated:
        click.echo(say("unstated", count=checked.unstated), err=True)


def _tell_stage(stage: Stage) -> None:
    click.echo(f"  {say(f'stage_{stage.name}')}  {stage.seconds:7.2f} s  {stage.peak_mb:6,.0f} MB", err=True)


@main.command(help=say("help_build"))
@_help
@click.option("-f", "--config-file", default=Path("mkdocs.yml"), type=_FILE, show_default=True, help=say("help_config"))
@_as_of
@click.option("--strict/--no-strict", default=True, show_default=True, help=say("help_strict"))
@click.option("--audience", type=click.Choice(("public", "internal")), default="public", show_default=True, help=say("help_audience"))
@click.option("--search/--no-search", default=True, show_default=True, help=say("help_search"))
@click.option("--compress", type=click.Choice(FORMATS), multiple=True, help=say("help_compress"))
@click.option("-q", "--quiet", is_flag=True, help=say("help_quiet"))
def build(
    config_file: Path, as_of: dt.date | None, audience: str, compress: Sequence[str], *, strict: bool, search: bool, quiet: bool,
) -> None:  # fmt: skip
    """Build the portal beside the published one and put it in its place."""
    if not config_file.is_file():
        _misuse(say("no_config", file=config_file))
    start = time.perf_counter()
    stages = Stages((lambda _: None) if quiet else _tell_stage)
    with stages.stage("start"):
        from taizhang.building import build_portal  # noqa: PLC0415  # the engine takes a while to import
        from taizhang.plugin import BuildError  # noqa: PLC0415
    try:
        summary = build_portal(
            config_file, as_of, strict=strict, show_progress=not quiet and sys.stderr.isatty(), audience=audience, search=search,
            compress=compress, stages=stages,
        )  # fmt: skip
    except ContentError as error:
        click.echo(render(error.problems, "text", LANGUAGE))
        click.echo(say("problems", count=len(error.problems)), err=True)
        click.echo(say("untouched"), err=True)
        sys.exit(1)
    except BuildError as error:
        click.echo(str(error), err=True)
        click.echo(say("untouched"), err=True)
        sys.exit(error.exit_code)
    for warning in summary.warnings:
        click.echo(warning, err=True)
    if quiet:
        return
    click.echo(
        say(
            "built",
            pages=summary.pages,
            issues=summary.issues,
            seconds=f"{time.perf_counter() - start:.1f}",
            folder=summary.folder,
        ),
    )
    if summary.unstated:
        click.echo(say("unstated", count=summary.unstated), err=True)


@main.command(help=say("help_report"))
@_help
@_content
@click.option("--period", required=True, metavar="PERIOD", help=say("help_period"))
@click.option("--format", "form", type=click.Choice(("md", "docx", "json")), default="md", show_default=True, help=say("help_format"))
@click.option("--out", type=_FILE, help=say("help_out"))
@click.option("--freeze", is_flag=True, help=say("help_freeze"))
@_as_of
def report(content: Path, period: str, form: str, out: Path | None, as_of: dt.date | None, *, freeze: bool) -> None:
    """Draft the bulletin on a period, or freeze its figures."""
    from taizhang.periods import parse_period  # noqa: PLC0415
    from taizhang.site import Site  # noqa: PLC0415
    from taizhang.tallies import ALL  # noqa: PLC0415

    if not content.is_dir():
        _misuse(say("no_content", folder=content))
    try:
        asked = parse_period(period)
    except ValueError:
        _misuse(say("bad_period", found=period))
    if asked.kind == "week":
        _misuse(say("bad_period", found=period))
    try:
        checked = check_content(content_of(content, Path.cwd()), today(), as_of)
    except ContentError as error:
        click.echo(render(error.problems, "text", LANGUAGE))
        click.echo(say("problems", count=len(error.problems)), err=True)
        sys.exit(1)
    facts = checked.facts
    if not facts.tallies.rows(ALL, asked):
        _misuse(say("no_records", period=asked.key))
    if freeze:
        _freeze(content / "published" / f"{asked.key}.yml", facts, asked)
        return
    _write_report(Site(facts, LANGUAGE), asked, form, out)


def _freeze(path: Path, facts: "Facts", period: "Period") -> None:
    from taizhang import frozen  # noqa: PLC0415
    from taizhang.performance import EACH, OVERALL  # noqa: PLC0415

    if period.end > facts.as_of:
        _misuse(say("not_over", period=period.key, as_of=facts.as_of))
    try:
        frozen.write(path, period, facts, today().isoformat(), frozen.freeze(facts, period, OVERALL, EACH))
    except frozen.AlreadyFrozen:
        _misuse(say("already_frozen", file=path))
    click.echo(say("frozen", file=path))


def _write_report(site: "Site", period: "Period", form: str, out: Path | None) -> None:
    import msgspec  # noqa: PLC0415

    from taizhang.reports import as_data, as_markdown, bulletin  # noqa: PLC0415

    paper = bulletin(site, period)
    if form == "docx":
        from taizhang.papers import write_paper  # noqa: PLC0415  # only this writes Word documents

        out = out or Path(f"{period.key}.docx")
        write_paper(out, paper)
    else:
        text = as_markdown(paper) if form == "md" else msgspec.json.format(msgspec.json.encode(as_data(paper)), indent=2).decode() + "\n"
        if out is None:
            click.echo(text, nl=False)
            return
        out.write_text(text, "utf-8")
    click.echo(say("written", file=out), err=True)


@main.command("import", help=say("help_import"))
@_help
@click.argument("file", type=_FILE)
@click.option("--ledger", required=True, help=say("help_ledger"))
@_content
@click.option("--map", "maps", multiple=True, metavar=say("meta_map"), help=say("help_map"))
@click.option("--mapping", type=_FILE, help=say("help_mapping"))
@click.option("--set", "sets", multiple=True, metavar=say("meta_set"), help=say("help_set"))
@click.option("--sheet", default="", help=say("help_sheet"))
def import_(
    file: Path,
    ledger: str,
    content: Path,
    maps: tuple[str, ...],
    mapping: Path | None,
    sets: tuple[str, ...],
    sheet: str,
) -> None:
    """Turn a spreadsheet into ledger YAML."""
    from taizhang.columns import chinese_name  # noqa: PLC0415
    from taizhang.importing import import_table  # noqa: PLC0415  # only this command reads spreadsheets
    from taizhang.tables import TableError  # noqa: PLC0415

    if not content.is_dir():
        _misuse(say("no_content", folder=content))
    try:
        columns = {**_saved_mapping(mapping), **_pairs(maps)}
        report = import_table(
            file, content_of(content, Path.cwd()), ledger, today=today(), mapping=columns, constants=_pairs(sets), sheet=sheet,
        )  # fmt: skip
    except ContentError as error:
        click.echo(render(error.problems, "text", LANGUAGE))
        click.echo(say("problems", count=len(error.problems)), err=True)
        sys.exit(1)
    except TableError as error:
        _misuse(word(f"problem.{error.code}", LANGUAGE, **error.values))
    for column, header in report.columns.items():
        click.echo(say("column", header=header, column=chinese_name(column) if LANGUAGE == "zh" else column), err=True)
    if report.unused:
        click.echo(say("unused", headers="、".join(report.unused)), err=True)
    for row, problem in report.refused:
        click.echo(say("refused", row=row, reason=problem.message(LANGUAGE)))
    for row, kind, number in report.numbers:
        click.echo(say(f"number_{kind}", row=row, number=number))
    for row, day in report.presumed:
        click.echo(say("presumed", row=row, date=day))
    if report.masked_reporters:
        click.echo(say("reporters_masked", count=report.masked_reporters))
    for unit in report.added_units:
        click.echo(say("unit_added", unit=unit))
    if report.created_ledger:
        click.echo(say("ledger_created", ledger=ledger))
    click.echo(
        say(
            "imported",
            imported=len(report.imported),
            unchanged=len(report.unchanged),
            refused=len(report.refused),
            file=report.file,
        ),
    )
    sys.exit(1 if report.refused else 0)


def _pairs(texts: tuple[str, ...]) -> dict[str, str]:
    """Return `a=b` texts as a mapping."""
    pairs = {}
    for text in texts:
        key, equals, value = text.replace("＝", "=", 1).partition("=")
        if not equals or not key.strip() or not value.strip():
            _misuse(say("bad_pair", found=text))
        pairs[key.strip()] = value.strip()
    return pairs


def _saved_mapping(path: Path | None) -> dict[str, str]:
    """Return the mapping kept in a YAML file of `field: header` lines."""
    from taizhang.source import read_source  # noqa: PLC0415  # only where a mapping is kept

    if path is None:
        return {}
    if not path.is_file():
        _misuse(word("problem.no_such_file", LANGUAGE, file=path))
    tree, problems = read_source(path, path.name)
    if problems or not isinstance(tree, dict) or not all(isinstance(value, str) for value in tree.values()):
        click.echo(render(problems, "text", LANGUAGE), err=True)
        _misuse(say("bad_mapping", file=path))
    return {key: value for key, value in tree.items() if isinstance(value, str)}


def run() -> NoReturn:
    """Run the command line as a program: leave without freeing a portal object by object, which the system does faster."""
    status = 1
    try:
        main()
    except SystemExit as done:
        status = done.code if isinstance(done.code, int) else int(done.code is not None)
    except BaseException:  # noqa: BLE001  # a fault of ours: say so as Python does
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def _misuse(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(2)
