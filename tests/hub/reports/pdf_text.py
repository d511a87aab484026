"""PDFs read back by a reader that is not ours."""

import subprocess

from tests.conftest import requires


def pages(pdf: bytes) -> list[str]:
    """The text of each page, laid out as on paper."""
    tool = requires("pdftotext")
    result = subprocess.run([tool, "-layout", "-enc", "UTF-8", "-", "-"], input=pdf, capture_output=True, check=True)
    return result.stdout.decode().split("\f")[:-1]


def words(pdf: bytes) -> str:
    """All words in the order of the file, with single blanks."""
    tool = requires("pdftotext")
    result = subprocess.run([tool, "-raw", "-enc", "UTF-8", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(result.stdout.decode().split())


def picture(pdf: bytes, dpi: int) -> list[bytes]:
    """The rows of grey pixels of the first page."""
    tool = requires("pdftoppm")
    command = [str(tool), "-gray", "-r", str(dpi), "-f", "1", "-l", "1", "-singlefile", "-"]
    data = subprocess.run(command, input=pdf, capture_output=True, check=True).stdout
    _magic, size, _depth, rest = data.split(b"\n", 3)
    width, height = map(int, size.split())
    return [rest[row * width : (row + 1) * width] for row in range(height)]
