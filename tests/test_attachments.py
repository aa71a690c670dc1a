"""Attachments: real pictures and papers, and what is left of them when they are published."""

import re
import struct
import zlib
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, PngImagePlugin
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, StreamObject, TextStringObject

from taizhang.attachments import LARGEST, WIDEST, _cleaned, cleaned
from taizhang.problems import ContentError
from tests.conftest import Project
from tests.registers import REGISTERS, changed
from tests.test_disclosure import mark, published

ORIENTATION, DESCRIPTION, MAKE, GPS = 0x0112, 0x010E, 0x010F, 0x8825


def drawing(width: int = 60, height: int = 40, mode: str = "RGB") -> Image.Image:
    """Return a picture whose upper left corner is red and whose other corners are not."""
    image = Image.new(mode, (width, height), "white")
    ImageDraw.Draw(image).rectangle((0, 0, width // 2 - 1, height // 2 - 1), fill="red")
    return image


def saved(image: Image.Image, form: str, **options: object) -> bytes:
    out = BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def exif(orientation: int = 1) -> Image.Exif:
    """Return what a camera writes: who, what, where, and which side is up."""
    found = Image.Exif()
    found[ORIENTATION], found[MAKE], found[DESCRIPTION] = orientation, mark("camera"), mark("description")
    place = found.get_ifd(GPS)
    place[1], place[2], place[3], place[4] = "N", (25.0, 16.0, 27.0), "E", (110.0, 17.0, 24.0)
    place[29] = mark("gps date")
    return found


def photo(form: str = "JPEG", orientation: int = 1) -> bytes:
    return saved(drawing(), form, exif=exif(orientation))


def paper(pages: int = 1) -> PdfWriter:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 100)
    return writer


def written(writer: PdfWriter) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def attached(*names: str, more: str = "图片说明: 站牌, 公开属性: 公开") -> str:
    """Return an issue file whose one issue has the attachments `names`."""
    files = ", ".join(f"{{文件: {name}, {more}}}" for name in names)
    return f"- 编号: A-1\n  标题: 公交站\n  收到日期: 2021-03-02\n  附件: [{files}]\n"


def with_file(project: Project, name: str, data: bytes, more: str = "图片说明: 站牌, 公开属性: 公开") -> Project:
    return project.write({f"attachments/{name}": data, "ledgers/l1/2021.yml": attached(name, more=more)})


def files(project: Project) -> list[Path]:
    return sorted((project.site / "attachments").glob("*"))


def told(project: Project) -> list[str]:
    """Return the place and code of each problem."""
    try:
        project.check()
    except ContentError as error:
        return [f"{one.line}:{one.column}: {one.code}" for one in error.problems]
    return []


def bytes_of(data: bytes) -> bytes:
    """Return `data` and what its compressed streams hold."""
    found = [data]
    for match in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL):
        try:
            found.append(zlib.decompress(match[1]))
        except zlib.error:
            continue
    return b"\0".join(found)


# --- pictures ---


@pytest.mark.parametrize(("form", "name"), [("JPEG", "a.jpg"), ("JPEG", "a.JPEG"), ("PNG", "a.png"), ("WEBP", "a.webp")])
def test_a_picture_is_published_as_its_pixels_alone(form: str, name: str, project: Project) -> None:
    data = photo(form)
    assert Image.open(BytesIO(data)).getexif().get_ifd(GPS)[2]  # there is something to lose
    assert mark("camera").encode() in data

    with_file(project, name, data).build()

    (file,) = files(project)
    opened = Image.open(BytesIO(file.read_bytes()))
    assert (opened.format, opened.size, dict(opened.getexif())) == (form, (60, 40), {})
    assert not {"exif", "icc_profile", "comment", "xmp"} & set(opened.info)
    everything = published(project.site)
    assert not any(mark(place).encode() in everything for place in ("camera", "description", "gps date"))
    assert b"Exif" not in everything


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize(("orientation", "size", "corner"), [
    (1, (60, 40), (0, 0)), (2, (60, 40), (1, 0)), (3, (60, 40), (1, 1)), (6, (40, 60), (1, 0)), (8, (40, 60), (0, 1)),
])  # fmt: skip
def test_a_picture_stands_upright(form: str, orientation: int, size: tuple[int, int], corner: tuple[int, int], tmp_path: Path) -> None:
    path = tmp_path / f"a.{form.lower()}"
    path.write_bytes(photo(form, orientation))

    found = cleaned(path)

    assert (found.width, found.height) == size
    opened = Image.open(BytesIO(found.data)).convert("RGB")
    red = {(x, y) for x in (0, 1) for y in (0, 1) if is_red(opened, (5 + x * (size[0] - 10), 5 + y * (size[1] - 10)))}
    assert red == {corner}


def is_red(image: Image.Image, place: tuple[int, int]) -> bool:
    pixel = image.getpixel(place)
    assert isinstance(pixel, tuple)
    return pixel[0] > 200 and pixel[1] < 90


def test_the_texts_of_a_png_are_gone(project: Project) -> None:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", mark("author"))
    texts.add_text("Comment", mark("compressed"), zip=True)
    texts.add_itxt("XML:com.adobe.xmp", mark("xmp"))

    with_file(project, "a.png", saved(drawing(), "PNG", pnginfo=texts, dpi=(300, 300))).build()

    (file,) = files(project)
    chunks = {match.decode() for match in re.findall(rb"\0\0[\0-\xff]{2}([A-Za-z]{4})", file.read_bytes()[8:])}
    assert not chunks & {"tEXt", "zTXt", "iTXt", "eXIf", "tIME", "pHYs"}
    assert mark("author").encode() not in published(project.site)


def test_a_comment_and_a_profile_of_a_jpeg_are_gone(project: Project) -> None:
    data = saved(drawing(), "JPEG", comment=mark("comment").encode(), icc_profile=mark("profile").encode() * 9, xmp=mark("xmp").encode())

    with_file(project, "a.jpg", data).build()

    (file,) = files(project)
    assert not any(mark(place).encode() in file.read_bytes() for place in ("comment", "profile", "xmp"))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_pictures_of_every_mode_are_published(mode: str, tmp_path: Path) -> None:
    form = "JPEG" if mode == "CMYK" else "PNG"
    image = Image.new(mode, (20, 10)) if mode == "I;16" else drawing(20, 10).convert(mode)
    path = tmp_path / f"a.{form.lower()}"
    path.write_bytes(saved(image, form))

    found = cleaned(path)

    assert Image.open(BytesIO(found.data)).size == (20, 10)
    assert (found.width, found.height) == (20, 10)


def test_what_is_transparent_stays_so(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(saved(Image.new("RGBA", (4, 4), (255, 0, 0, 128)), "PNG"))

    assert Image.open(BytesIO(cleaned(path).data)).getpixel((1, 1)) == (255, 0, 0, 128)


@pytest.mark.parametrize(("size", "published_size"), [
    ((WIDEST, 20), (WIDEST, 20)), ((WIDEST * 2, 20), (WIDEST, 10)), ((300, 200), (300, 200)), ((20, WIDEST * 8), (10, WIDEST * 4)),
])  # fmt: skip
def test_a_wide_picture_is_made_narrower(size: tuple[int, int], published_size: tuple[int, int], tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(saved(Image.new("RGB", size), "PNG"))

    found = cleaned(path)

    assert (found.width, found.height) == published_size == Image.open(BytesIO(found.data)).size


# --- the page ---


def test_the_page_tells_what_a_picture_shows_and_its_size(project: Project) -> None:
    with_file(project, "zhanpai.jpg", photo(orientation=6), "标题: 新站牌, 图片说明: 厂区门口的公交站牌, 公开属性: 公开").build()

    (file,) = files(project)
    page = project.page("issues/A-1.html")
    (image,) = re.findall(r"<img [^>]*attachments[^>]*>", page)
    assert re.fullmatch(r"[0-9a-f]{16}\.jpg", file.name)
    assert f'src="../attachments/{file.name}"' in image
    assert ('alt="厂区门口的公交站牌"' in image, 'width="40"' in image, 'height="60"' in image) == (True, True, True)
    assert "新站牌" in page
    assert "zhanpai" not in published(project.site).decode("utf-8", "replace")


def test_a_paper_is_offered_with_its_size(project: Project) -> None:
    with_file(project, "tongzhi.pdf", written(paper(3)), "标题: 关于加开班次的通知, 公开属性: 公开").build()

    (file,) = files(project)
    page = project.page("issues/A-1.html")
    assert f'href="../attachments/{file.name}"' in page
    assert ("关于加开班次的通知" in page, "KB" in page) == (True, True)
    assert len(PdfReader(file).pages) == 3


def test_attachments_of_events_and_projects_are_shown_too(project: Project) -> None:
    project.write(REGISTERS)
    project.write(changed("projects.yml", "总投资: 14000", "附件: [{文件: a.png, 图片说明: 厂房, 公开属性: 公开}]"))
    project.write(
        changed("ledgers/l1/2021.yml", "日期: 2021-03-06", "附件: [{文件: b.png, 图片说明: 座谈, 公开属性: 公开}], 日期: 2021-03-06")
    )
    project.write({"attachments/a.png": saved(drawing(), "PNG"), "attachments/b.png": saved(drawing(50, 30), "PNG")})

    project.build()

    assert 'alt="厂房"' in project.page("projects/changfang.html")
    assert 'alt="座谈"' in project.page("issues/A-2.html")
    assert len(files(project)) == 2


def test_the_same_picture_is_published_once(project: Project) -> None:
    project.write({"attachments/a.jpg": photo(), "attachments/sub/b.jpg": photo(orientation=1)})
    project.write({"ledgers/l1/2021.yml": attached("a.jpg", "sub/b.jpg", "a.jpg")})

    project.build()

    (file,) = files(project)
    assert project.page("issues/A-1.html").count(f'src="../attachments/{file.name}"') == 3


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.pdf"])
def test_two_builds_write_the_same_bytes(name: str, project: Project) -> None:
    forms: Mapping[str, bytes] = {
        "jpg": photo(), "png": photo("PNG"), "webp": photo("WEBP"), "pdf": written(paper()),
    }  # fmt: skip
    with_file(project, name, forms[name[2:]])

    found = []
    for _ in range(2):
        _cleaned.cache_clear()
        project.build()
        found.append([(file.name, file.read_bytes()) for file in files(project)])

    assert found[0] == found[1]


def test_a_file_that_was_replaced_is_published_anew(project: Project) -> None:
    with_file(project, "a.png", saved(drawing(), "PNG")).build()
    before = files(project)

    with_file(project, "a.png", saved(Image.new("RGB", (30, 30)), "PNG")).build()

    assert files(project) != before


# --- papers ---


def test_a_paper_says_nothing_of_who_made_it(project: Project) -> None:
    writer = paper(2)
    writer.add_metadata({"/Author": mark("author"), "/Title": mark("title"), "/Producer": mark("producer"), "/Company": mark("company")})
    writer.add_attachment("secret.txt", mark("attached").encode())
    data = written(writer)
    assert mark("author") == PdfReader(BytesIO(data)).metadata["/Author"]  # type: ignore[index]

    with_file(project, "a.pdf", data).build()

    (file,) = files(project)
    reader = PdfReader(file)
    assert (len(reader.pages), reader.metadata, dict(reader.attachments)) == (2, None, {})
    left = bytes_of(file.read_bytes())
    assert not [place for place in ("author", "title", "producer", "company", "attached") if mark(place).encode() in left]
    assert b"secret.txt" not in left
    assert b"pypdf" not in left


def test_the_comments_of_a_paper_are_gone(project: Project) -> None:
    writer = paper()
    comment = FreeText(text=mark("comment"), rect=(10, 10, 90, 40))
    comment[NameObject("/T")] = TextStringObject(mark("commentator"))
    writer.add_annotation(0, comment)

    with_file(project, "a.pdf", written(writer)).build()

    (file,) = files(project)
    assert not PdfReader(file).pages[0].get("/Annots")
    assert not [place for place in ("comment", "commentator") if mark(place).encode() in bytes_of(file.read_bytes())]


def stream(writer: PdfWriter, data: bytes, **entries: str | int) -> object:
    made = StreamObject()
    made.set_data(data)
    for key, value in entries.items():
        made[NameObject(f"/{key}")] = NumberObject(value) if isinstance(value, int) else NameObject(f"/{value}")
    return writer._add_object(made)


def with_photo(writer: PdfWriter) -> None:
    size = {"Width": 60, "Height": 40, "BitsPerComponent": 8}
    image = stream(writer, photo(), Type="XObject", Subtype="Image", ColorSpace="DeviceRGB", Filter="DCTDecode", **size)
    page = writer.pages[0]
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): DictionaryObject({NameObject("/Im0"): image})})
    page[NameObject("/Contents")] = stream(writer, b"q 60 0 0 40 0 0 cm /Im0 Do Q")


def with_file_comment(writer: PdfWriter) -> None:
    held = DictionaryObject({NameObject("/F"): stream(writer, mark("mark").encode(), Type="EmbeddedFile")})
    spec = DictionaryObject({NameObject("/F"): TextStringObject("a.txt"), NameObject("/EF"): held})
    comment = DictionaryObject({NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject("/FileAttachment")})
    comment[NameObject("/Rect")] = ArrayObject([NumberObject(0)] * 4)
    comment[NameObject("/FS")] = writer._add_object(spec)
    writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(comment)])


def with_page_metadata(writer: PdfWriter) -> None:
    writer.pages[0][NameObject("/Metadata")] = stream(writer, mark("mark").encode(), Type="Metadata", Subtype="XML")


def with_program_data(writer: PdfWriter) -> None:
    private = DictionaryObject({NameObject("/Private"): TextStringObject(mark("mark"))})
    writer.pages[0][NameObject("/PieceInfo")] = DictionaryObject({NameObject("/App"): private})


def with_script(writer: PdfWriter) -> None:
    script = DictionaryObject({NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject(mark("mark"))})
    writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): script})


@pytest.mark.parametrize("add", [with_photo, with_file_comment, with_page_metadata, with_program_data, with_script])
def test_a_page_keeps_nothing_but_what_it_shows(add: object, project: Project) -> None:
    assert callable(add)
    writer = paper()
    add(writer)

    with_file(project, "a.pdf", written(writer)).build()

    (file,) = files(project)
    left = bytes_of(file.read_bytes())
    assert not [place for place in ("mark", "camera", "description", "gps date") if mark(place).encode() in left]


# --- what is no attachment ---

LONG = b"\x89PNG\r\n\x1a\n" + b"x" * LARGEST

# fmt: off
FAULTS = [  # name, content, what is said of it, where and what the problem is
    ("a.jpg", None, "图片说明: 甲, 公开属性: 公开", "attachment_missing"),
    ("a.jpg", None, "公开属性: 不公开", "attachment_missing"),  # what is not public must be there too
    ("a.jpg", b"no picture", "图片说明: 甲, 公开属性: 公开", "attachment_broken"),
    ("a.jpg", b"", "图片说明: 甲, 公开属性: 公开", "attachment_broken"),
    ("a.jpg", photo()[:300], "图片说明: 甲, 公开属性: 公开", "attachment_broken"),
    ("a.png", photo("PNG")[:120], "图片说明: 甲, 公开属性: 公开", "attachment_broken"),
    ("a.webp", photo("WEBP")[:60], "图片说明: 甲, 公开属性: 公开", "attachment_broken"),
    ("a.pdf", b"%PDF-1.7\n", "公开属性: 公开", "attachment_broken"),
    ("a.pdf", b"no paper", "公开属性: 公开", "attachment_broken"),
    ("a.pdf", b"", "公开属性: 公开", "attachment_broken"),
    ("a.jpg", b"no picture", "公开属性: 不公开", ""),
    ("a.docx", b"PK", "标题: 甲, 公开属性: 公开", "attachment_type"),
    ("a.docx", b"PK", "标题: 甲", ""),
    ("a.svg", b"<svg/>", "图片说明: 甲, 公开属性: 公开", "attachment_type"),
    ("a", b"PK", "公开属性: 公开", "attachment_type"),
    ("a.png", LONG, "图片说明: 甲, 公开属性: 公开", "attachment_too_large"),
    ("a.png", LONG, "公开属性: 依申请公开", ""),
    ("a.jpg", photo(), "标题: 站牌, 公开属性: 公开", "attachment_no_alt"),
    ("a.jpg", photo(), "标题: 站牌", ""),
    ("a.jpg", photo(), "图片说明: 甲, 公开属性: 公开", ""),
    ("a.pdf", written(paper()), "公开属性: 公开", ""),
]
# fmt: on


@pytest.mark.parametrize(("name", "data", "more", "code"), FAULTS)
def test_an_attachment_that_cannot_be_published_is_told(name: str, data: bytes | None, more: str, code: str, project: Project) -> None:
    with_file(project, name, data or b"", more)
    if data is None:
        (project.content / "attachments" / name).unlink()

    assert told(project) == ([f"4:13: {code}"] if code else [])


@pytest.mark.parametrize("more", ["公开属性: 公开", "标题: 甲"])
@pytest.mark.parametrize("name", ["../units.yml", "sub/../../units.yml", "/etc/hostname"])
def test_an_attachment_stands_in_its_folder(name: str, more: str, project: Project) -> None:
    project.write({"attachments/sub/a.txt": b"", "ledgers/l1/2021.yml": attached(name, more=more)})

    assert told(project) == ["4:13: attachment_outside"]


def test_a_link_out_of_the_folder_is_outside(project: Project) -> None:
    with_file(project, "b.jpg", photo())
    (project.folder / "outside.jpg").write_bytes(photo())
    (project.content / "attachments" / "a.jpg").symlink_to(project.folder / "outside.jpg")
    project.write({"ledgers/l1/2021.yml": attached("a.jpg")})

    assert told(project) == ["4:13: attachment_outside"]


def test_a_picture_that_would_fill_the_memory_is_told(project: Project) -> None:
    with_file(project, "a.png", saved(Image.new("1", (20_000, 10_000)), "PNG"))

    assert told(project) == ["4:13: attachment_broken"]


def test_an_attachment_of_an_event_is_told_where_it_stands(project: Project) -> None:
    project.issues("""
        - 编号: A-1
          标题: 甲
          收到日期: 2021-03-02
          办理过程:
            - {日期: 2021-03-02, 事项: 受理, 附件: [{文件: a.jpg}]}
        """)

    assert told(project) == ["5:42: attachment_missing"]


def broken_exif() -> bytes:
    """Return a picture that lies on its side and whose camera gives its width as a text."""
    width = struct.pack(">HHI4s", 0x0100, 2, 1, b"abc\0")
    block = b"Exif\0\0MM\0*\0\0\0\x08\0\x02" + width + struct.pack(">HHIHH", ORIENTATION, 3, 1, 6, 0) + b"\0\0\0\0"
    data = saved(drawing(), "JPEG")
    return data[:2] + b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block + data[2:]


def test_a_picture_with_broken_camera_data_is_told_or_cleaned(project: Project) -> None:
    with_file(project, "a.jpg", broken_exif())

    assert told(project) in ([], ["4:13: attachment_broken"])


def test_an_encrypted_paper_is_told(project: Project) -> None:
    data = written(paper())
    keys = b"".join(b"/%s <%s>" % (key, b"00" * size) for key, size in ((b"O", 48), (b"U", 48), (b"OE", 32), (b"UE", 32), (b"Perms", 16)))
    crypt = b"<</Filter/Standard/V 5/R 6/Length 256/P -4%s/CF<</StdCF<</CFM/AESV3/Length 32>>>>/StmF/StdCF/StrF/StdCF>>" % keys
    data = data.replace(b"/Root", b"/Encrypt %s /ID [<00> <00>] /Root" % crypt)

    with_file(project, "a.pdf", data, "公开属性: 公开")

    assert told(project) == ["4:13: attachment_broken"]


# --- texts of attachments are public texts ---


@pytest.mark.parametrize(("text", "code"), [("测试精密科技门口", "mask_broken"), ("请拨13812345678", "personal_number")])
@pytest.mark.parametrize("key", ["标题", "图片说明"])
def test_texts_of_public_attachments_hold_nothing_personal(key: str, text: str, code: str, project: Project) -> None:
    more = f"{key}: {text}, {'图片说明: 甲, ' if key == '标题' else ''}公开属性: 公开"
    with_file(project, "a.jpg", photo(), more)
    project.write({"ledgers/l1/2021.yml": attached("a.jpg", more=more) + "  企业: e1\n"})

    assert [line.split(": ")[1] for line in told(project)] == [code]


def test_texts_of_attachments_that_are_not_public_may_hold_a_name(project: Project) -> None:
    with_file(project, "a.jpg", photo(), "标题: 测试精密科技门口")

    assert told(project) == []


# --- evidence ---

CLEARED = """
    - 编号: A-1
      标题: 甲
      收到日期: 2021-03-02
      办理过程:
        - {日期: 2021-03-02, 事项: 受理}
        - {日期: 2021-03-03, 事项: 办结, 结果: 已解决, 主办单位: 市交通局}
        - {日期: 2021-03-04, 事项: 销号, 核验: 企业确认}
    """
LEDGER = "{编号: l1, 名称: 测试台账, 公开属性: 主动公开, 销号须附佐证: 是}\n"


@pytest.mark.parametrize(("old", "new", "problems"), [
    ("", "", ["7:7: cleared_without_evidence"]),
    ("核验: 企业确认}", "核验: 企业确认, 附件: [{文件: a.jpg}]}", []),
    ("结果: 已解决", "附件: [{文件: a.jpg}], 结果: 已解决", []),
    ("标题: 甲", "标题: 甲\n      附件: [{文件: a.jpg, 公开属性: 不公开}]", []),
    ("标题: 甲", "标题: 甲\n      附件: [{文件: b.jpg}]", ["3:13: attachment_missing"]),
    ("        - {日期: 2021-03-04, 事项: 销号, 核验: 企业确认}\n", "", []),
])  # fmt: skip
def test_clearing_needs_evidence_where_the_ledger_asks_for_it(old: str, new: str, problems: list[str], project: Project) -> None:
    text = CLEARED.replace(old, new) if old else CLEARED
    project.write({"attachments/a.jpg": photo(), "ledgers/l1/2021.yml": text, "ledgers/l1/ledger.yml": LEDGER})

    assert told(project) == problems


def test_evidence_is_asked_for_by_some_ledgers_only(project: Project) -> None:
    assert told(project.write({"ledgers/l1/2021.yml": CLEARED})) == []
