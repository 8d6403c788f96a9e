"""The command line: `nllax compare`, or `python -m nllax compare`."""

import sys
from collections.abc import Sequence

from nllax._compare.errors import UserError
from nllax._compare.parser import parse, parser

FAILED, INTERRUPTED = 2, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command that the arguments name. Returns the exit code: 0, 2 for a user's error, 130 for Ctrl-C."""
    try:
        settings = parse(argv)
        if settings is None:
            parser().print_help(sys.stderr)
            return FAILED
        from nllax._compare.command import run  # here, because it needs what only the demo extra brings

        return run(settings)
    except UserError as error:
        return _fail(str(error))
    except ModuleNotFoundError as error:
        if (error.name or "nllax").startswith("nllax"):
            raise
        return _fail(f'{error.name} is not installed, which this command needs: pip install "nllax[demo]"')
    except KeyboardInterrupt:
        print("\nnllax: interrupted before anything was finished.", file=sys.stderr)
        return INTERRUPTED


def _fail(message: str) -> int:
    print(f"nllax: {' '.join(message.split())}", file=sys.stderr)
    return FAILED


if __name__ == "__main__":
    sys.exit(main())
