"""What kind a file is, by its content, and its bytes once unpacked, within limits."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import Literal

from rcagraph.diagnostics.code import Code
from rcagraph.errors import ObservationsError, Problem

Kind = Literal["csv", "xls", "xlsx", "xlsb", "ods", "parquet"]

_MB = 1 << 20
_NESTED = 3  # a gzip of a zip of a gzip is the deepest that is opened
_CHUNK = _MB
# A workbook reader sets aside room for every cell up to the last one in use, so one
# cell in the far corner of an otherwise empty sheet would exhaust the memory.
_COLUMN = re.compile(rb'\br="([A-Z]{1,3})[0-9]{1,7}"')
_ROW = re.compile(rb'\br="[A-Z]{1,3}([0-9]{1,7})"')
_BYTES_PER_CELL = 32
_WEB_PAGE = re.compile(r"<(!doctype|html|head|body|\?xml|error|table)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How large a file may be, in bytes: as it lies on disk, and once unpacked."""

    file_bytes: int = 512 * _MB
    unpacked_bytes: int = 1024 * _MB


DEFAULT_LIMITS = Limits()


def unpack(name: str, data: bytes, limits: Limits) -> tuple[Kind, bytes]:
    """Return what kind of table ``data`` holds, and its bytes without wrapping.

    gzip, and a zip with one file in it, are unwrapped.

    Raises:
        ObservationsError: not a table, damaged, or larger than the limits allow.
    """
    for _ in range(_NESTED + 1):
        if not data:
            raise refused(name, "the file is empty")
        if data[:2] == b"\x1f\x8b":
            data = _gunzip(name, data, limits)
        elif data[:4] in {b"PK\x03\x04", b"PK\x05\x06"}:
            kind, data = _unzip(name, data, limits)
            if kind is not None:
                return kind, data
        elif data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
            return "xls", data
        elif data[:4] == b"PAR1":
            return "parquet", data
        else:
            _require_text(name, data)
            return "csv", data
    raise refused(name, f"archives inside archives, more than {_NESTED} deep")


def refused(
    name: str, message: str, *, found: str = "", expected: str = "", hint: str = ""
) -> ObservationsError:
    """Return the error for a file that cannot be used as a whole."""
    return ObservationsError(
        Problem(
            file=name,
            message=message,
            found=found,
            expected=expected,
            hint=hint,
            code=Code.PUBLICATION_UNREADABLE,
        )
    )


def too_large(name: str, what: str, limit: int) -> ObservationsError:
    """Return the error for a file beyond a limit."""
    return refused(name, f"{what} more than the limit of {limit / _MB:,.4g} MB")


def decode(data: bytes) -> str:
    """Return text in UTF-8, UTF-16 with a mark, or else Windows-1252 or Latin-1."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16", errors="replace")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _gunzip(name: str, data: bytes, limits: Limits) -> bytes:
    unpacked = bytearray()
    while data:
        inflater = zlib.decompressobj(wbits=31)
        try:
            unpacked += _inflate(
                name, inflater, data, limits.unpacked_bytes - len(unpacked), limits
            )
        except zlib.error as error:
            raise refused(name, "damaged gzip file", found=str(error)) from error
        if not inflater.eof:
            raise refused(name, "the gzip file is cut short; download it again")
        data = inflater.unused_data.lstrip(b"\0")
    return bytes(unpacked)


def _inflate(
    name: str, inflater: zlib._Decompress, data: bytes, room: int, limits: Limits
) -> bytes:
    unpacked = inflater.decompress(data, room + 1)
    if len(unpacked) > room:
        raise too_large(name, "unpacks to", limits.unpacked_bytes)
    return unpacked


def _unzip(name: str, data: bytes, limits: Limits) -> tuple[Kind | None, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [each for each in archive.infolist() if not each.is_dir()]
            if sum(each.file_size for each in members) > limits.unpacked_bytes:
                raise too_large(name, "unpacks to", limits.unpacked_bytes)
            if any(each.flag_bits & 1 for each in members):
                raise refused(name, "the archive is locked with a password")
            kind = _workbook_kind(archive)
            if kind is not None:
                _require_sound_workbook(name, archive, members, limits)
                return kind, data
            members = [
                each for each in members if not each.filename.startswith("__MACOSX/")
            ]
            if len(members) != 1:
                listed = ", ".join(each.filename for each in members[:5])
                raise refused(
                    name,
                    f"an archive of {len(members)} files",
                    found=listed or "nothing in it",
                    expected="a zip with one file in it; unpack it first",
                )
            return None, archive.read(members[0])
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        raise refused(
            name, "a damaged or cut-short zip or workbook", found=str(error)
        ) from error
    except NotImplementedError as error:
        raise refused(name, "packed in a way that is not read", found=str(error)) from (
            error
        )


def _workbook_kind(archive: zipfile.ZipFile) -> Kind | None:
    names = set(archive.namelist())
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "mimetype" in names and b"opendocument.spreadsheet" in archive.read("mimetype"):
        return "ods"
    return None


def _require_sound_workbook(
    name: str,
    archive: zipfile.ZipFile,
    members: list[zipfile.ZipInfo],
    limits: Limits,
) -> None:
    """Unpack every part once: sizes and checksums as declared, sheets not vast."""
    for member in members:
        rows: set[bytes] = set()
        columns: set[bytes] = set()
        is_sheet = re.match(r"xl/worksheets/[^/]+\.xml$", member.filename)
        with archive.open(member) as part:
            before = b""  # a cell may lie across two chunks
            while chunk := part.read(_CHUNK):
                if is_sheet:
                    rows.update(_ROW.findall(before + chunk))
                    columns.update(_COLUMN.findall(before + chunk))
                    before = chunk[-16:]
        height = max(map(int, rows), default=0)
        width = max(map(_column, columns), default=0)
        if height * width * _BYTES_PER_CELL > 4 * limits.unpacked_bytes:
            raise refused(
                name,
                f"{member.filename} reaches over {height:,} rows and {width:,} columns",
                expected="a sheet without cells far outside its table",
            )


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _require_text(name: str, data: bytes) -> None:
    head = data[:4096]
    if head.startswith(b"%PDF"):
        raise refused(name, "a PDF document", expected="a table (csv, xls, xlsx, xlsb)")
    if head[:2] not in {b"\xff\xfe", b"\xfe\xff"} and b"\0" in data:
        raise refused(
            name, "neither text nor a workbook", expected="csv, xls, xlsx or xlsb"
        )
    text = decode(head).lstrip("\ufeff \t\r\n")
    if not text and not decode(data).strip():
        raise refused(name, "the file is empty")
    if _WEB_PAGE.match(text):
        raise refused(
            name,
            "a web page or XML, not a table; the download may have failed",
            found=repr(" ".join(text.split())[:60]),
            expected="csv, xls, xlsx or xlsb",
        )
