"""How wrong, and where: each log-density in float32 against 50 digits, over its whole space of targets and parameters.

    python tests/benchmarks/error_atlas.py [NAME ...] [--points 300] [--save-plots DIRECTORY]

Points are drawn as the fuzz of the tests draws them. NumPyro has to be installed besides. An error is in units of eps,
relative to the larger of 1 and the true value; what is not finite where the truth is, counts as infinite. The table is
the README's; a picture of each distribution shows the error over its plane, ours beside those of jax.scipy.stats and
NumPyro.
"""

import argparse
import pathlib
import sys

import jax
import jax.numpy as jnp
import matplotlib
import matplotlib.pyplot as plt
import numpy as np
from peers import PEERS
from rich.progress import track

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
from arrays import entries
from cases import BY_NAME
from reference import log_density, units

OTHERS = ("jax.scipy.stats", "NumPyro")
LIBRARIES = ("nllax", *OTHERS)


def errors(case, points):
    """The inputs and the error of every library at each of them, None for a library that lacks the distribution."""
    with np.errstate(all="ignore"):
        inputs = [np.asarray(x) for x in case.box(np.random.default_rng(7), points)]
    rows = [tuple(map(entries, row)) for row in zip(*inputs, strict=True)]
    exact = np.array([float(log_density(case.density, y, tuple(values), "float32")) for y, *values in rows])
    found = []
    theirs = PEERS.get(case.name, {})
    for f in (case.distribution.log_prob, *map(theirs.get, OTHERS)):
        if f is None:
            found.append(None)
            continue
        got = np.asarray(jax.jit(jax.vmap(f))(*map(jnp.asarray, inputs)))
        found.append(np.where(np.isfinite(got) | ~np.isfinite(exact), units(got, exact, "float32"), np.inf))
    return inputs, found


def plane(case, inputs):
    """The two numbers of each point that a picture is drawn over, with their names; None for vectors."""
    named = dict(zip(("y", *case.parameter_names), inputs, strict=True))
    if any(x.ndim > 1 for x in inputs):
        return None
    if "loc" in named:
        distance, scale = abs(named.pop("y") - named.pop("loc")), named.pop("scale", None)
        name, unit = ("|y - loc|", 1) if scale is None else ("|y - loc| / scale", scale)
        with np.errstate(over="ignore"):
            named = {name: distance / unit, **named, **({} if scale is None else {"scale": scale})}
    return list(named.items())[:2]


def draw_axis(axis, set_scale, values):
    """Logarithmic, with 0 at the left end, or on both sides of 0; not for what spans less than three decades."""
    sizes = abs(values[np.isfinite(values) & (values != 0)])
    if sizes.max() < 1e3 * np.quantile(sizes, 0.05):
        return values
    if (values < 0).any():
        set_scale("symlog", linthresh=sizes.min())
        axis.get_major_locator().set_params(numticks=9)
        return values
    set_scale("log")
    return np.maximum(values, sizes.min())


def picture(case, inputs, found, path):
    """The error at every point of the plane, one panel for each library that has the distribution."""
    axes = plane(case, inputs)
    if axes is None or len(axes) < 2:
        return
    (across, x), (up, y) = axes
    have = [(name, e) for name, e in zip(LIBRARIES, found, strict=True) if e is not None]
    figure, panels = plt.subplots(1, len(have), figsize=(4 * len(have) + 1, 3.6), squeeze=False, layout="constrained")
    for panel, (name, error) in zip(panels[0], have, strict=True):
        digits = np.log10(np.clip(error, 1, 1e9))
        at = draw_axis(panel.xaxis, panel.set_xscale, x), draw_axis(panel.yaxis, panel.set_yscale, y)
        cells = panel.scatter(*at, c=digits, s=14, cmap="magma_r", vmin=0, vmax=8, linewidths=0)
        panel.set(title=f"{name}: worst {error.max():.2g}", xlabel=across, ylabel=up)
    figure.colorbar(cells, ax=panels, label="log10 of the error in eps")
    figure.suptitle(case.name)
    figure.savefig(path, dpi=110)
    plt.close(figure)


def _cell(error):
    return (
        ""
        if error is None
        else f"{np.median(error):.1f} / {np.quantile(error, 0.99, method='lower'):.3g} / {error.max():.3g}"
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--points", type=int, default=300)
    parser.add_argument("--save-plots", type=pathlib.Path, metavar="DIRECTORY")
    options = parser.parse_args()
    unknown = sorted(set(options.names) - set(BY_NAME))
    if unknown:
        parser.error(f"no distribution is named {', '.join(unknown)}; there are {', '.join(BY_NAME)}")
    matplotlib.use("agg")
    if options.save_plots:
        options.save_plots.mkdir(parents=True, exist_ok=True)
    lines = [f"| distribution | {' | '.join(LIBRARIES)} |", "|---" * (1 + len(LIBRARIES)) + "|"]
    for name in track(options.names or list(BY_NAME), description="error atlas"):
        case = BY_NAME[name]
        inputs, found = errors(case, options.points)
        lines.append(f"| `{name}` | {' | '.join(map(_cell, found))} |")
        if options.save_plots:
            picture(case, inputs, found, options.save_plots / f"{name}.png")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
