namespace Antiphon.Learning;

/// <summary>How step sizes fall with the clock.</summary>
public enum StepRule
{
    /// <summary>alpha.</summary>
    Constant,

    /// <summary>alpha / (t + h).</summary>
    Linear,

    /// <summary>alpha / (t + h)^xi.</summary>
    Polynomial,
}

/// <summary>What t counts.</summary>
public enum StepClock
{
    /// <summary>Updates of the table entry itself: entries that are rarely visited keep large steps.</summary>
    Visits,

    /// <summary>Updates of any entry: the clock of the paper's theorem.</summary>
    Time,
}

/// <summary>Step sizes of Q-learning (the paper's appendix E). t is 1 at the first update.</summary>
/// <param name="Rule">How they fall.</param>
/// <param name="Clock">What t counts; plays no part in a constant step.</param>
/// <param name="Alpha">alpha, positive; the first step alpha/(1+h)^xi may not exceed 1.</param>
/// <param name="Offset">h, not negative; linear and polynomial steps only.</param>
/// <param name="Exponent">xi, above 0 and below 1; polynomial steps only.</param>
public sealed record StepSize(
    StepRule Rule = StepRule.Polynomial,
    StepClock Clock = StepClock.Visits,
    double Alpha = 1,
    double Offset = 0,
    double Exponent = 0.7
)
{
    /// <summary>The step size at a time.</summary>
    /// <param name="time">t, at least 1.</param>
    internal double At(long time) =>
        Rule switch
        {
            StepRule.Constant => Alpha,
            StepRule.Linear => Alpha / (time + Offset),
            _ => Alpha / Math.Pow(time + Offset, Exponent),
        };

    /// <summary>
    /// The step sizes of the theorem, as far as it states them, with the log's own figures in them: 1 - beta = N_min (1-gamma) and t_alpha
    /// from the estimated relaxation time. Constant (Theorem E.4): the largest alpha with alpha t_alpha &lt;= (1-beta)^2 / ln(|X||A|), its
    /// unspecified numerical constant taken as 1. Linear: alpha = 2.1/(1-beta), h = alpha, so that the first step is below 1. All on the
    /// clock of time.
    /// </summary>
    /// <param name="rule">Constant or linear.</param>
    /// <param name="audit">The log.</param>
    /// <param name="discount">gamma, in [0, 1).</param>
    /// <exception cref="InvalidInputException">
    /// Some entry was not seen, so that N_min is 0; or the rule is polynomial, for which the theorem names no constants but 0 &lt; xi &lt;
    /// 1.
    /// </exception>
    public static StepSize OfTheorem(StepRule rule, LogAudit audit, double discount)
    {
        ArgumentNullException.ThrowIfNull(audit);
        if (!audit.IsComplete)
        {
            throw new InvalidInputException(
                $"the theorem's step sizes require the lowest frequency of a table entry, and {audit.Entries - audit.EntriesSeen:N0} of "
                    + $"{audit.Entries:N0} entries were never visited; use a longer log, a smaller k, or practical step sizes"
            );
        }

        double contraction = audit.MinimumFrequency * (1 - discount);
        const double Above = 2.1;
        return rule switch
        {
            StepRule.Constant => new StepSize(rule, StepClock.Time, LargestConstant(audit, contraction)),
            StepRule.Linear => new StepSize(rule, StepClock.Time, Above / contraction, Above / contraction),
            _ => throw new InvalidInputException(
                "the theorem has no constants for polynomial step sizes except 0 < xi < 1; use constant or linear step sizes, or "
                    + "practical constants"
            ),
        };
    }

    internal IEnumerable<string> Violations()
    {
        if (!Enum.IsDefined(Rule) || !Enum.IsDefined(Clock))
        {
            yield return $"step sizes are {Rule} on the clock of {Clock}; expected constant, linear or polynomial, on the clock of visits "
                + "or time";
        }

        if (!(Alpha > 0) || !double.IsFinite(Alpha))
        {
            yield return $"alpha = {Alpha}; expected a positive number";
        }

        if (!(Offset >= 0) || !double.IsFinite(Offset))
        {
            yield return $"h = {Offset}; expected a number of 0 or more";
        }

        if (Rule == StepRule.Polynomial && Exponent is not (> 0 and < 1))
        {
            yield return $"xi = {Exponent}; expected a number above 0 and below 1";
        }

        if (Alpha > 0 && Offset >= 0 && At(1) > 1)
        {
            yield return $"the first step size is {At(1):G4}; expected at most 1: lower alpha or raise h";
        }
    }

    // alpha t_alpha grows with alpha but for the steps of t_alpha: halving the interval finds the largest that fits.
    private static double LargestConstant(LogAudit audit, double contraction)
    {
        double allowed = contraction * contraction / Math.Log(Math.Max(2, audit.Entries));
        (double low, double high) = (0.0, 1.0);
        for (int halving = 0; halving < 200; halving++)
        {
            double middle = (low + high) / 2;
            (low, high) = middle is > 0 and < 1 && middle * audit.MixingTime(middle) <= allowed ? (middle, high) : (low, middle);
        }

        return low;
    }
}
