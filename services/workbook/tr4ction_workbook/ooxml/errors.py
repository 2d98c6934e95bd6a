"""The ways a file can fail to be a readable workbook. Nothing else is raised for bad input."""

from __future__ import annotations

from typing import ClassVar


class WorkbookError(Exception):
    """A file that cannot be read as a workbook.

    `code` is stable and language-neutral, `params` says what the message is about, and the message (English) says what
    is wrong and what to do. Every subclass has one code.
    """

    code: ClassVar[str] = "workbook_error"
    template: ClassVar[str] = "This file cannot be read as a workbook."

    def __init__(self, **params: str | int) -> None:
        self.params: dict[str, str | int] = params
        super().__init__(self.template.format_map(_Blank(params)))

    def __reduce__(self) -> tuple[object, ...]:
        """Parameters are keywords, which the default pickling would lose on the way out of a worker process."""
        return (_rebuild, (type(self), self.params))


class _Blank(dict[str, str | int]):
    def __missing__(self, key: str) -> str:
        return "?"


def _rebuild(kind: type[WorkbookError], params: dict[str, str | int]) -> WorkbookError:
    return kind(**params)


class NotAWorkbookError(WorkbookError):
    """`reason`: what the bytes are instead, where that is known."""

    code = "not_a_workbook"
    template = "This is not an Excel workbook ({reason}). Save it in Excel as .xlsx, .xlsm, .xltx or .xltm."


class FileEmptyError(WorkbookError):
    code = "file_empty"
    template = "The file is empty. Choose the file again, or save it again in Excel."


class LegacyWorkbookError(WorkbookError):
    code = "workbook_legacy_xls"
    template = "This is an Excel 97-2003 workbook (.xls). Open it in Excel and save it as .xlsx."


class EncryptedWorkbookError(WorkbookError):
    code = "workbook_encrypted"
    template = "The workbook is protected with a password to open. Remove the password in Excel and save it again."


class DamagedWorkbookError(WorkbookError):
    """`part`: the package part (or `archive`), `reason`: what is wrong with it."""

    code = "workbook_damaged"
    template = "The workbook is damaged: {part}: {reason}. Open and repair it in Excel, then save it again."


class ZipBombError(WorkbookError):
    """`limit`: the name of the limit of `Limits` that was passed."""

    code = "zip_bomb"
    template = "The workbook unpacks to more than is allowed ({limit}). Make it smaller and save it again."


class XmlBombError(WorkbookError):
    """`part`: the package part, `reason`: what was found in it."""

    code = "xml_bomb"
    template = "The workbook holds XML that no spreadsheet program writes: {part}: {reason}. Save it again in Excel."


class WorkbookTooComplexError(WorkbookError):
    """`seconds`: the CPU time that was allowed."""

    code = "workbook_too_complex"
    template = (
        "Reading the workbook takes more than {seconds} s. Split it or remove what is not needed and save it again."
    )


class NoSheetsError(WorkbookError):
    code = "workbook_no_sheets"
    template = "The workbook has no sheets. Add a sheet and save it again."


class UnsafePartNameError(WorkbookError):
    """`part`: the name."""

    code = "unsafe_part_name"
    template = "The workbook holds a part with an unsafe name: {part}. Save it again in Excel."


class WorkbookTooLargeError(WorkbookError):
    """`limit`: the name of the limit of `Limits`, `allowed`: its value."""

    code = "workbook_too_large"
    template = (
        "The workbook is too large ({limit} may be {allowed} at most). Remove what is not needed and save it again."
    )
