"""Reading the user's CSV file."""

from pathlib import Path

import pandas as pd

from nllax._compare.errors import UserError

SEPARATORS = ",;\t|"


def read(path: Path) -> pd.DataFrame:
    """The table in a file, whole numbers kept apart from decimal ones even where values are missing.

    Raises:
      UserError: if there is no such table.
    """
    try:
        with path.open(encoding="utf-8-sig") as file:
            header = file.readline()
            file.seek(0)
            separator = max(SEPARATORS, key=header.count)
            frame = pd.read_csv(file, sep=separator, skipinitialspace=True, dtype_backend="numpy_nullable")
    except FileNotFoundError:
        raise UserError(f"there is no file {str(path)!r}: check the path, or try --example diabetes.") from None
    except pd.errors.EmptyDataError:
        raise UserError(f"{path} is empty: it needs a header line and rows.") from None
    except (OSError, UnicodeDecodeError, pd.errors.ParserError) as error:
        reason = " ".join(str(error).split())
        raise UserError(f"{path} cannot be read as a CSV file in UTF-8: {reason}.") from None
    if frame.empty:
        raise UserError(f"{path} has a header line and no rows: add rows.")
    return frame.rename(columns=str.strip)
