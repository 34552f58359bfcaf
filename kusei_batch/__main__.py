"""Entry point: `kusei`, or `python -m kusei_batch`."""

from kusei_batch.cli import main

if __name__ == "__main__":
    main()
