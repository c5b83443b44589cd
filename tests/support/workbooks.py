"""Workbooks made by hand, good and bad."""

import base64
import io
import zipfile
import zlib
from collections.abc import Callable, Sequence
from datetime import date
from xml.sax.saxutils import escape

import xlsxwriter
from xlsxwriter.workbook import Workbook

_OLD = (
    "c-rk)O=uHA6#izjX_L_A&s1rJ5(-AGZ9%+vY1fu$50V;1@CQLtvlVSgWXVN6Sgr9U2t8T6RO-P?)r&u<px{AJsOU"
    "iug+%e>Nl@_6W_|Or+a^_^0WGxbx6GS2Z{C|XJMYcx&+C~`Ve)QE5sT0R7fPlVbrmu}#cMZ$pnlVotX+Gkm=0DHy"
    "dDZ<og0rDU)9SP%6J!{;Ewu?DDa8O5uC<AHls(E5q&&|l#p}iCMs~9Bz`pWtinu>GhM^<Hfug+x`QQGn0AwHK^(@"
    "6HqgG^%Ho4c8~6Dk$Gy)s?^&`HO?V-*`21B-)^(%TIGGw*VI8e%1ExR$?bkE9A=?4mgbz4G=u9L!<M9F_6znPdFr"
    "&bCdsjb=I`ZX}3y}P0wY>f>at{S@v3y)nfl-*pc$4JmfR3r<Tu9EMkN2}Ilncp}k)v!NZjW)ID`RvKw_hL8hq4*6"
    "h^KN{&%BaOeY?L5oyr<%pFH*Xln7Rx5{<lj8i=M5U_QiqC`i+sz4h%)Vlb&4WyvT%8OqO(4RX3LaY0&;v7dWfOl4"
    "0yTWn!^kw;z6d<)YEB{<cwWRu108e^SH+#4f5+Zb=PjTQVR;`3kkK4{H<);1GA-CsN#nSQ5DqK%d-P4@B{Lx<=P6"
    "W1gjYIZHGv*shy=HJd8j}qkjQej#T$pGePr%73e1?84p9WmchthFk)T-0(|W0lvbdMxl*s->a)!JEPwZn=_*---p"
    "{!}#Twy-)ZKq{q5*6YIjb@mwKqJxUn&q#2!-3-G~#0|yQqIB?*=!Rm&5CsnLBaQTMmUie<%|2lJ2O3rVRRf~Pd(v"
    "_o+%ALqiZQx8z`Lh;oVUH!2Xk-5`lsG`%4Gd$D=P_J!{?fONsJx#g8wUT~7OK^Msg`;EXaBzd^C94i"
)


def old_xls() -> bytes:
    """Return a workbook as Excel wrote until 2007, with a title above a table of one row."""
    return zlib.decompress(base64.b85decode(_OLD))


def written(fill: Callable[[Workbook], object]) -> bytes:
    """Return an XLSX that ``fill`` has filled."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"default_date_format": "yyyy-mm-dd"})
    fill(book)
    book.close()
    return buffer.getvalue()


def xlsx(*rows: Sequence[object]) -> bytes:
    """Return an XLSX with one sheet of ``rows``."""

    def fill(book: Workbook) -> None:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                write = sheet.write_datetime if isinstance(value, date) else sheet.write
                write(number, column, value)

    return written(fill)


def ods(*rows: Sequence[str], before: str = "", manifest: str = "", repeated: int = 1) -> bytes:
    """Return an ODS with one sheet of ``rows``, ``before`` its root element."""
    cells = [
        "".join(
            f'<table:table-cell office:value-type="string" '
            f'table:number-columns-repeated="{repeated}">'
            f"<text:p>{escape(cell)}</text:p></table:table-cell>"
            for cell in row
        )
        for row in rows
    ]
    body = "".join(
        f'<table:table-row table:number-rows-repeated="{repeated}">{row}</table:table-row>'
        for row in cells
    )
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text", "manifest")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<office:document-content{names}>'
        f'<office:body><office:spreadsheet><table:table table:name="A">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content.encode(),
            "META-INF/manifest.xml": f"<manifest:manifest{names}>{manifest}"
            "</manifest:manifest>".encode(),
        }
    )


def zipped(entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip of ``entries``."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def entries_of(data: bytes) -> dict[str, bytes]:
    """Return what a zip holds."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
