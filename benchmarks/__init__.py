"""What the program costs, as ratios to yardsticks measured in the same run on the same files; `make bench`.

The parent process (`ukur`, `rencana`) only starts children and waits; each yardstick is a small script of its own
(`lantai`, `naif`), the product is the command line as an official starts it. `hasil` turns the medians into ratios with
their targets, `laporan` into benchmarks/results.md, `jaga` compares fresh ratios with the committed results.json.
"""
