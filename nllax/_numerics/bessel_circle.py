"""The modified Bessel functions of orders 0 and 1, scaled: what normalises a density on the circle."""

import math

import jax.numpy as jnp
from jax import Array

from nllax._numerics.chebyshev import chebyshev, chebyshev_slope
from nllax._numerics.partials import with_partials

_RATIO_NEAR = (
    0.3159793493444173,
    -0.1289303921416738,
    0.03778930972152551,
    -0.01179762337960416,
    0.003745957678886501,
    -0.001195501015928069,
    0.0003821550175800154,
    -0.00012222390875427018,
    3.909730120219525e-05,
    -1.2507244037089934e-05,
    4.0011461652089065e-06,
    -1.2799995590972828e-06,
    4.094831926222414e-07,
    -1.3099738402909734e-07,
    4.190725917189137e-08,
    -1.3406515765987653e-08,
    4.288867195596812e-09,
    -1.3720479117493948e-09,
    4.3893069917067753e-10,
    -1.4041795274198553e-10,
    4.492098979359302e-11,
    -1.4370636267015144e-11,
    4.597298226814421e-12,
    -1.4707178300089356e-12,
    4.704961107149582e-13,
    -1.5051601720010753e-13,
    4.815145315306527e-14,
    -1.540409109862123e-14,
    4.927909897554672e-15,
    -1.5764835330395573e-15,
    5.043315282972504e-16,
    -1.6134027733498593e-16,
    5.1614233158129734e-17,
    -1.6511866153363158e-17,
    5.282297288643068e-18,
    -1.689855306871093e-18,
    5.406001976261266e-19,
)
r"""Chebyshev coefficients of $I_1 / (\kappa I_0)$ in $\kappa^2 / 8 - 1$, from 50 digits."""

_LOG_NEAR = (
    0.1902222727076271,
    -0.04661757758861667,
    0.00987530424563369,
    -0.002416223093168118,
    0.0006310339478090474,
    -0.0001711100979094881,
    4.7566514140577265e-05,
    -1.3462689302816336e-05,
    3.862987063471139e-06,
    -1.1205763689497073e-06,
    3.279520653719613e-07,
    -9.668998569384794e-08,
    2.8685313860583015e-08,
    -8.555732655159151e-09,
    2.5636873516718282e-09,
    -7.713159147241364e-10,
    2.328908769862633e-10,
    -7.054295969333578e-11,
    2.142846876588281e-11,
    -6.525921144191213e-12,
    1.9920500850544727e-12,
    -6.093619377919922e-13,
    1.8676168497662126e-13,
    -5.734139663866415e-14,
    1.7634197781130114e-14,
    -5.431203357113331e-15,
    1.6751020843344088e-15,
    -5.173070827379151e-16,
    1.599480673545804e-16,
    -4.951061564234703e-17,
    1.5341756503517488e-17,
    -4.758618293097464e-18,
    1.4773719397600328e-18,
    -4.590695111354574e-19,
)
r"""Those of $\log(I_0) / \kappa^2$."""

_LOG_FAR = (
    0.017635244673096292,
    0.018429413951469426,
    0.0008844107630894395,
    0.00010198033402593478,
    1.1048600846474652e-05,
    -1.9333062118071995e-06,
    -1.5533894390868405e-06,
    -2.4703811004626774e-07,
    1.1241701958995285e-07,
    4.68300395715596e-08,
    -9.493046963057971e-09,
    -7.071131780929162e-09,
    1.2905076366405184e-09,
    1.0835480279851561e-09,
    -2.787612575247483e-10,
    -1.622548260425528e-10,
    7.104977222179814e-11,
    1.95321660687059e-11,
    -1.7500679087980628e-11,
    -2.5279355955789644e-13,
    3.707317228581341e-12,
    -9.115874403239703e-13,
    -5.579361649989844e-13,
    3.759497729565898e-13,
    6.39311348082308e-15,
    -9.098143907201297e-14,
    3.163194644157688e-14,
    1.0258466920065779e-14,
    -1.2028237924139624e-14,
    2.400625597721898e-15,
    2.0785608392406076e-15,
    -1.5649531718965357e-15,
    1.6946615665581172e-16,
    3.4382275617306154e-16,
    -2.1580762615897552e-16,
    1.3138441618179338e-17,
    5.4192040323644825e-17,
    -3.254222114305751e-17,
    1.9837515287621794e-18,
    8.434432662479644e-18,
    -5.367595442852189e-18,
    5.755911140224567e-19,
    1.2855584110199715e-18,
    -9.463599085030187e-19,
    1.800280039861747e-19,
    1.8334672475389522e-19,
    -1.719829701534754e-19,
    5.1686515425494114e-20,
    2.1539786344094788e-20,
    -3.0828797765486096e-20,
)
r"""Those of $\log(\sqrt{2\pi\kappa}\,e^{-\kappa} I_0)$ in $8 / \kappa - 1$."""

_GAP_FAR = (
    0.5205288272771168,
    0.022628240602764107,
    0.0024300051251158025,
    0.0003552425968591191,
    5.10719139541615e-06,
    -2.942068093144646e-05,
    -1.0433813237889419e-05,
    6.157901669554989e-07,
    1.4457207805597503e-06,
    1.2491426769609114e-07,
    -2.0162561881736556e-07,
    -2.8912699596565072e-08,
    3.338365835396949e-08,
    3.811442350476243e-09,
    -6.37202440798431e-09,
    -3.554441199954203e-11,
    1.2614816230899796e-09,
    -2.0736155562679093e-10,
    -2.2439615521113995e-10,
    9.541914600411138e-11,
    2.6075879064084588e-11,
    -2.8927129260738852e-11,
    2.4908026160421794e-12,
    6.11855346801827e-12,
    -2.6817260335230488e-12,
    -5.606247802624783e-13,
    8.914805890568472e-13,
    -2.079286252659277e-13,
    -1.4811657023179427e-13,
    1.1905594931018012e-13,
    -1.2919018200973142e-14,
    -2.6762295049398764e-14,
    1.6328336266407868e-14,
    -4.407317002891389e-16,
    -4.449423364595003e-15,
    2.4281904681738872e-15,
    1.743155988639677e-17,
    -7.294197094716888e-16,
    3.9925991472847636e-16,
    -5.065517201192597e-18,
    -1.193045733238111e-16,
    7.180000871535568e-17,
    -5.7926802224038544e-18,
    -1.9092657419612715e-17,
    1.367958647062511e-17,
    -2.49224831869152e-18,
    -2.8316343055570452e-18,
    2.6503160965040466e-18,
    -8.128598730091949e-19,
)
r"""Those of $\kappa(1 - I_1 / I_0)$."""

_RATIO_NEAR_SLOPE = chebyshev_slope(_RATIO_NEAR)
_GAP_FAR_SLOPE = chebyshev_slope(_GAP_FAR)
_CUTOFF = 4.0
_LOG_TURN = math.log(math.tau)


def _branches(concentration: Array) -> tuple[Array, Array, Array, Array, Array]:
    """Whether it is below the cutoff, then the argument of either branch, each with its Chebyshev variable."""
    near = concentration < _CUTOFF
    small = jnp.where(near, concentration, 0)
    large = jnp.where(near, _CUTOFF, concentration)
    return near, small, small * small / 8 - 1, large, 2 * _CUTOFF / large - 1


def bessel_bend(concentration: Array) -> Array:
    r"""The derivative of $I_1(\kappa) / I_0(\kappa)$ for $\kappa \ge 0$: from 1/2 down to $1 / 2\kappa^2$.

    The variance of the cosine under the von Mises distribution. In float32 to 16 eps of it, in float64 to 1e-14.
    """
    near, small, t, large, s = _branches(concentration)
    below = chebyshev(_RATIO_NEAR, t) + 0.25 * small * small * chebyshev(_RATIO_NEAR_SLOPE, t)
    above = chebyshev(_GAP_FAR, s) + 2 * _CUTOFF / large * chebyshev(_GAP_FAR_SLOPE, s)
    return jnp.where(near, below, above / large / large)


@with_partials(bessel_bend)
def bessel_ratio(concentration: Array) -> Array:
    r"""$I_1(\kappa) / I_0(\kappa)$ for $\kappa \ge 0$, about $\kappa / 2$ for small ones: in float32 to 2 eps of it."""
    near, small, t, large, s = _branches(concentration)
    return jnp.where(near, small * chebyshev(_RATIO_NEAR, t), 1 - chebyshev(_GAP_FAR, s) / large)


@with_partials(lambda concentration: -bessel_bend(concentration))
def bessel_gap(concentration: Array) -> Array:
    r"""$1 - I_1(\kappa) / I_0(\kappa)$ for $\kappa \ge 0$, falling from 1 to $1 / 2\kappa$.

    Below 4 from the ratio, a series in $\kappa^2$; from there on a series in $1 / \kappa$, so that nothing cancels.
    In float32 to 8 eps of it, in float64 to 1e-14.

    Reference: Abramowitz and Stegun (1964), 9.6.10 and 9.7.1.
    """
    near, small, t, large, s = _branches(concentration)
    return jnp.where(near, 1 - small * chebyshev(_RATIO_NEAR, t), chebyshev(_GAP_FAR, s) / large)


@with_partials(lambda concentration: -bessel_gap(concentration))
def log_bessel_i0e(concentration: Array) -> Array:
    r"""$\log[e^{-\kappa} I_0(\kappa)]$ for $\kappa \ge 0$, with the exact derivative $I_1 / I_0 - 1$.

    In float32 to 4 eps of the larger of 1 and it, in float64 to 1e-14. The split is that of `bessel_gap`.
    """
    near, small, t, large, s = _branches(concentration)
    below = small * (small * chebyshev(_LOG_NEAR, t) - 1)
    above = chebyshev(_LOG_FAR, s) - 0.5 * (jnp.log(large) + _LOG_TURN)
    return jnp.where(near, below, above)
