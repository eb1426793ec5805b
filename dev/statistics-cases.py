#!/usr/bin/env python3
"""Writes the cases that StatisticsCasesTests compares with: expected values from SciPy and statsmodels.

Run from the root of the repository, in an environment that has scipy and statsmodels:

    python3 dev/statistics-cases.py

Each line of the file is `kind,arguments,expected`, the last two separated by blanks. What a library
leaves open (the ends of an interval at no hit or no miss) is settled here as the Javadoc says.
Where neither library has a formula, it is written out here a second time from its source over
SciPy's distributions, and the line above its function says so.
"""

import math
import pathlib
import random
import warnings

import numpy as np
import scipy
import statsmodels
import statsmodels.api as sm
from scipy import optimize, special, stats
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

OUT = pathlib.Path("harness/src/test/resources/dev/redline/statistics/cases.csv")
RANDOM = random.Random(20250101)
LINES = []


def case(kind, arguments, expected):
    def text(values):
        return " ".join(repr(int(v)) if isinstance(v, (int, np.integer)) else repr(float(v)) for v in values)

    LINES.append(f"{kind},{text(arguments)},{text(expected)}")


def ends(hits, trials, low, high):
    """The ends, with 0 where nothing hit and 1 where everything did."""
    return [0.0 if hits == 0 else low, 1.0 if hits == trials else high]


def clip(value, low=0.0, high=1.0):
    return min(high, max(low, value))


COUNTS = [(0, 1), (1, 1), (0, 10), (5, 10), (9, 10), (10, 10), (1, 59), (79, 100), (315, 315), (3, 1000)]
COUNTS += [(RANDOM.randint(0, n), n) for n in (RANDOM.randint(2, 400) for _ in range(20))]


def proportions():
    for i, (k, n) in enumerate(COUNTS):
        confidence = (0.95, 0.9, 0.99)[i % 3]
        test = stats.binomtest(k, n)
        for kind, method in (("wilson", "wilson"), ("clopper-pearson", "exact")):
            ci = test.proportion_ci(confidence, method=method)
            case(kind, [k, n, confidence], ends(k, n, ci.low, ci.high))
        low, high = proportion_confint(k, n, 1 - confidence, method="jeffreys")
        case("jeffreys", [k, n, confidence], ends(k, n, low, high))


def zero_events():
    for n, confidence in ((1, 0.95), (10, 0.95), (59, 0.95), (100, 0.9), (1000, 0.99)):
        high = stats.binomtest(0, n, alternative="less").proportion_ci(confidence).high
        case("zero-events", [n, confidence], [high])


TABLES = [(2, 7, 10, 14), (5, 7, 4, 14), (9, 10, 5, 10), (0, 10, 0, 10), (10, 10, 10, 10), (10, 10, 0, 10), (0, 5, 7, 9), (79, 100, 3, 100)]
for _ in range(24):
    a, b = RANDOM.randint(1, 120), RANDOM.randint(1, 120)
    TABLES.append((RANDOM.randint(0, a), a, RANDOM.randint(0, b), b))


def differences():
    for a, n, b, m in TABLES:
        case("fisher", [a, n, b, m], [stats.fisher_exact([[a, n - a], [b, m - b]]).pvalue])
        low, high = confint_proportions_2indep(a, n, b, m, method="newcomb", compare="diff", alpha=0.05)
        case("newcombe", [a, n, b, m, 0.95], [low, high])


def holm():
    for size in (1, 2, 3, 5, 8, 8):
        p = [RANDOM.random() ** 3 for _ in range(size)]
        if size == 8:
            p[1] = p[5]  # a tie
        case("holm", p, multipletests(p, method="holm")[1])


def batches():
    for c, n, k in ((0, 10, 1), (5, 10, 1), (5, 10, 3), (9, 10, 2), (10, 10, 10), (1, 10, 10), (40, 200, 10), (3, 500, 100)):
        case("pass-any", [c, n, k], [stats.hypergeom.sf(0, n, c, k)])
        case("pass-all", [c, n, k], [stats.hypergeom.pmf(k, n, c, k)])


def clusters():
    """The standard error is statsmodels'; Korn and Graubard's interval is written out."""
    for size in (2, 3, 5, 10, 20, 40):
        groups = [(RANDOM.randint(0, n), n) for n in (RANDOM.randint(1, 12) for _ in range(size))]
        groups[0], groups[1] = (1, 4), (3, 3)
        y = np.concatenate([[1.0] * k + [0.0] * (n - k) for k, n in groups])
        label = np.concatenate([[g] * n for g, (k, n) in enumerate(groups)])
        fit = sm.OLS(y, np.ones_like(y)).fit(cov_type="cluster", cov_kwds={"groups": label})
        se, rate, total = fit.bse[0], y.mean(), len(y)
        flat = [v for group in groups for v in group]
        case("clustered-se", flat, [se])
        effective = min(total, rate * (1 - rate) / se**2)
        factor = stats.t.ppf(0.975, total - 1) / stats.t.ppf(0.975, size - 1)
        effective = min(total, effective * factor**2)
        hits = rate * effective
        case("clustered-95", flat, [stats.beta.ppf(0.025, hits, effective - hits + 1), stats.beta.ppf(0.975, hits + 1, effective - hits)])


def power():
    for n, m, p, q, alpha in (
        (10, 10, 0.5, 0.9, 0.05), (22, 22, 0.5, 0.9, 0.05), (23, 23, 0.5, 0.9, 0.05), (24, 24, 0.5, 0.9, 0.05),
        (5, 17, 0.1, 0.8, 0.05), (30, 30, 0.2, 0.2, 0.05), (12, 40, 0.3, 0.7, 0.01), (1, 1, 0.0, 1.0, 0.05),
        (20, 20, 0.0, 0.3, 0.05), (33, 27, 0.95, 0.6, 0.1), (8, 8, 0.0, 1.0, 0.05), (50, 50, 0.5, 0.75, 0.05),
    ):
        first, second = stats.binom.pmf(range(n + 1), n, p), stats.binom.pmf(range(m + 1), m, q)
        total = math.fsum(
            first[i] * second[j]
            for i in range(n + 1)
            for j in range(m + 1)
            if stats.fisher_exact([[i, n - i], [j, m - j]]).pvalue <= alpha
        )
        case("fisher-power", [n, m, p, q, alpha], [total])


def sprt():
    """Written out as the difference of two log likelihoods of SciPy's binomial."""
    for k, n, p0, p1, alpha, beta in ((0, 0, 0.1, 0.5, 0.05, 0.2), (3, 10, 0.1, 0.5, 0.05, 0.1), (50, 80, 0.7, 0.5, 0.01, 0.1), (0, 40, 0.3, 0.05, 0.05, 0.05)):
        ratio = stats.binom.logpmf(k, n, p1) - stats.binom.logpmf(k, n, p0)
        case("sprt", [k, n, p0, p1, alpha, beta], [ratio, math.log((1 - beta) / alpha), math.log(beta / (1 - alpha))])


def sequences():
    """Written out: the mixture likelihood is SciPy's beta-binomial, its roots Brent's."""
    for k, n, confidence, a, b in (
        (0, 1, 0.95, 1, 1), (0, 10, 0.95, 1, 1), (5, 10, 0.95, 1, 1), (10, 10, 0.95, 1, 1), (9, 10, 0.9, 0.5, 0.5),
        (79, 100, 0.95, 1, 1), (3, 1000, 0.99, 1, 1), (500, 1000, 0.95, 2, 3), (1, 300, 0.95, 1, 20), (250, 260, 0.9, 1, 1),
    ):
        mixture = stats.betabinom.logpmf(k, n, a, b) - math.log(math.comb(n, k))

        def off(p):
            return mixture - special.xlogy(k, p) - special.xlog1py(n - k, -p) + math.log1p(-confidence)

        rate = k / n
        low = 0.0 if k == 0 else optimize.brentq(off, 1e-300, rate, xtol=1e-15, rtol=1e-15)
        high = 1.0 if k == n else optimize.brentq(off, rate, 1 - 1e-16, xtol=1e-15, rtol=1e-15)
        case("sequence", [k, n, confidence, a, b], [low, high])


def kappa():
    tables = [[[20, 5], [10, 15]], [[10, 0], [0, 10]], [[0, 5], [5, 0]], [[10, 2, 1], [3, 12, 0], [1, 1, 7]]]
    tables += [[[RANDOM.randint(0, 30) for _ in range(size)] for _ in range(size)] for size in (2, 2, 3, 4, 5)]
    for table in tables:
        result = cohens_kappa(np.array(table))
        low, high = clip(result.kappa_low, -1), clip(result.kappa_upp, -1)
        case("kappa", [v for row in table for v in row], [result.kappa, result.std_kappa, low, high])


def survival():
    """At each event: time, survival, and both intervals; as pairs of time and event in the arguments."""
    for size in (2, 5, 12, 30, 60):
        subjects = [(RANDOM.randint(1, 20), int(RANDOM.random() < 0.7)) for _ in range(size)]
        subjects[0] = (subjects[0][0], 1)
        subjects[1] = (21, 0)  # so that the curve never reaches 0
        ended = [float(t) for t, e in subjects if e]
        lost = [float(t) for t, e in subjects if not e]
        sf = stats.ecdf(stats.CensoredData(uncensored=ended, right=lost)).sf
        plain, loglog = (sf.confidence_interval(0.95, method=m) for m in ("linear", "log-log"))
        expected = []
        for time in sorted(set(ended)):
            i = list(sf.quantiles).index(time)
            expected += [time, sf.probabilities[i]]
            for ci in (plain, loglog):
                expected += [ci.low.probabilities[i], ci.high.probabilities[i]]
        case("kaplan-meier", [v for s in subjects for v in s], expected)


def main():
    warnings.filterwarnings("ignore", category=RuntimeWarning)  # 0/0 where a rate is 0 or 1, settled above
    for make in (proportions, zero_events, differences, holm, batches, clusters, power, sprt, sequences, kappa, survival):
        make()
    head = f"# {len(LINES)} cases by dev/statistics-cases.py, SciPy {scipy.__version__}, statsmodels {statsmodels.__version__}\n"
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(head + "\n".join(LINES) + "\n", encoding="utf-8")
    print(f"{len(LINES)} cases in {OUT}")


if __name__ == "__main__":
    main()
