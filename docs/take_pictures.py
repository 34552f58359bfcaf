"""Play the first weeks of a blank workspace and take the pictures of docs/start.md: make pictures.

Needs LibreOffice, poppler and Chromium. What the commands said is printed, to be compared with the page.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

DOCS = Path(__file__).parent
sys.path.insert(0, str(DOCS.parent))

import openpyxl  # noqa: E402 - found beside this script, installed or not
from PIL import Image, ImageChops  # noqa: E402

from kusei_batch.config import read_workspace  # noqa: E402
from kusei_batch.xlsx.template import read_template  # noqa: E402

COLOURS = 32
WIDEST = 1000  # pixels of a picture
LISTS = {
    "区": [("3", "川下区")],
    "部署": [
        ("301", "3", "区民部", "窓口課", 1, "内線 301"),
        ("302", "3", "区民部", "保険課", 2, "内線 302"),
        ("303", "3", "福祉部", "支援課", 3, "内線 303"),
    ],
    "方針": [(2026, "3", "1", "区民の待つ時間を短くする。")],
    "施策": [("P1", "水辺を歩けるまちにする", "川の土手を歩く人が増える", 2020)],
    "基準": [("N-1", "庁内案内", "案内の表示は、離れた所からも読める大きさにする。", 2020)],
}
HEAD = {"該当": "はい", "担当者": "見本", "記入者": "見本", "連絡先": "内線 301"}
TARGET = {
    "場面": "対面対応",
    "方針": "1",
    "目標": "転入の届出を、受付から20分以内に終える。",
    "具体的な取組内容": "混む日の予想を掲示し、記入の済んだ人から順に呼ぶ。",
    "評価指標": "受付から終わりまでの平均の時間",
    "目標値": 20,
    "単位": "分",
    "向き": "以下",
    "期限": dt.datetime(2027, 3, 31),
}


def run(folder: Path, *words: str) -> None:
    """Run a command as a coordinator types it, and print what it said."""
    print(f"\n> kusei -w {folder.name} {' '.join(words)}")
    command = [sys.executable, "-m", "kusei_batch", "-w", str(folder), *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | {"NO_COLOR": "1"})
    print((done.stdout + done.stderr).replace(str(folder), "C:\\サービス向上"))


def settle(folder: Path) -> None:
    """Write what a coordinator writes first: the city's words, ward, departments, policy, standard."""
    config = folder / "config.toml"
    text = config.read_text(encoding="utf-8")
    for key, word in {
        "city": "川下市",
        "submit_to": "区政課（共有フォルダ「受付」の自分の課）",
        "contact": "区政課（内線 100）",
    }.items():
        text = text.replace(f'{key} = ""', f'{key} = "{word}"')
    config.write_text(re.sub(r"(?m)^fiscal_year = \d+", "fiscal_year = 2026", text), encoding="utf-8")
    master = folder / "templates_xlsx" / "マスタ.xlsx"
    book = openpyxl.load_workbook(master)
    for name, rows in LISTS.items():
        for number, row in enumerate(rows, 3):
            for column, value in enumerate(row, 1):
                book[name].cell(number, column).value = value
    book.active = book["部署"]
    book.save(master)


def hand_in(folder: Path, department: str, target: dict[str, object]) -> Path:
    """Fill one department's sheet and put it in the inbox."""
    lists = read_workspace(folder).master.lists(2026)
    form, _ = read_template(folder / "templates_xlsx" / "目標設定.xlsx", lists)
    if form is None:
        sys.exit("目標設定.xlsx cannot be read")
    (issued,) = (folder / "outbox").rglob(f"01_配布/*/*{department}*.xlsx")
    book = openpyxl.load_workbook(issued)
    for table, values in ((None, HEAD), ("目標", target)):
        for field in form.entries_of(table):
            if field.name in values:
                book[field.sheet][field.cells[0]].value = values[field.name]  # type: ignore[index]
    names = {str(row[0]): str(row[3]) for row in LISTS["部署"]}
    path = folder / "inbox" / "川下区" / names[department] / "目標設定.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    os.utime(path, (time.time() - 3600,) * 2)
    return path


def picture_of_document(document: Path, name: str, *, page: int = 1) -> None:
    """Take the picture of a page of a workbook or a paper as LibreOffice prints it."""
    with tempfile.TemporaryDirectory() as work:
        profile = f"-env:UserInstallation=file://{work}/profile"
        office = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", work, str(document)]
        subprocess.run(office, check=True, capture_output=True)
        (pdf,) = Path(work).glob("*.pdf")
        pages = ["pdftoppm", "-r", "110", "-f", str(page), "-l", str(page), "-png", str(pdf), f"{work}/page"]
        subprocess.run(pages, check=True)
        keep(next(Path(work).glob("page*.png")), name)


def picture_of_page(page: Path, name: str) -> None:
    """Take the picture of a page as Chromium shows it."""
    with tempfile.TemporaryDirectory() as work:
        shot = Path(work) / "shot.png"
        browser = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
        size = ["--window-size=1000,760", f"--screenshot={shot}"]
        subprocess.run([*browser, *size, page.as_uri()], check=True, capture_output=True)
        keep(shot, name)


def keep(picture: Path, name: str) -> None:
    """Keep a picture without its empty margin, small, among those of the manual."""
    image = Image.open(picture).convert("RGB")
    box = ImageChops.difference(image, Image.new("RGB", image.size, "white")).getbbox()
    if box:
        image = image.crop((max(box[0] - 12, 0), max(box[1] - 12, 0), box[2] + 12, box[3] + 12))
    if image.width > WIDEST:
        image = image.resize((WIDEST, image.height * WIDEST // image.width), Image.Resampling.LANCZOS)
    target = DOCS / "pictures" / f"{name}.png"
    image.quantize(COLOURS).save(target, optimize=True)
    print(f"docs/pictures/{name}.png {target.stat().st_size // 1000} kB")


def main() -> None:
    """Play it, and take each picture where a clerk would see it."""
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work) / "サービス向上"
        run(Path(work), "init", str(folder))
        run(folder, "doctor")
        settle(folder)
        run(folder, "doctor")
        run(folder, "issue", "目標設定", "--as-of", "2026-04-01")
        print(*(path.relative_to(folder) for path in (folder / "outbox").rglob("01_配布/*/*")))
        hand_in(folder, "301", TARGET)
        hand_in(folder, "302", TARGET | {"目標": ""})
        (answered,) = (folder / "inbox").rglob("窓口課/*.xlsx")
        run(folder, "nightly", "--as-of", "2026-04-20")
        run(folder, "status", "--as-of", "2026-04-20")
        picture_of_document(answered, "start-form")
        (returned,) = (folder / "outbox").rglob("02_差戻し/*/*302*.xlsx")
        print(returned.relative_to(folder))
        picture_of_page(folder / "outbox" / "状況.html", "start-status")
        paper = sorted((folder / "outbox").rglob("04_会議資料/**/*.docx"))
        print([str(one.relative_to(folder)) for one in paper])
        picture_of_document(paper[0], "start-paper")
        picture_of_document(returned, "start-returned")


if __name__ == "__main__":
    main()
