"""`make docs`: write the generated pages."""

from tests.docs.pages import PAGES, ROOT


def main() -> None:
    """Write each page that changed."""
    for path, text in PAGES.items():
        target = ROOT / path
        if not target.exists() or target.read_text("utf-8") != text():
            target.write_text(text(), "utf-8")
            print(f"wrote {path}")  # noqa: T201 - a command's output


if __name__ == "__main__":
    main()
