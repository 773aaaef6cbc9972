using Antiphon.Evaluation;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Evaluation.Attacks;

/// <summary>Figures that do not follow from the functions beside them, one by one.</summary>
public class FigureAttackTests
{
    private static readonly string[] Gaps = ["dispatcherGap", "agentGap", "teamGap", "selfishAgentGap", "welfareGap"];

    private static readonly Lazy<Judged> Small = new(() =>
        new Judged(new RandomGame(984) { Agents = 3, Discount = 0.8 }.Create(), 1, 7, accuracy: 1e-8)
    );

    private static Forgery Honest => Forgery.Of(Small.Value);

    public static TheoryData<string, string> Ends
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (string gap in Gaps)
            {
                rows.Add(gap, "initial");
                rows.Add(gap, "worst");
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Ends))]
    public void An_upper_end_that_is_lowered_fails_by_name(string gap, string reading) =>
        Assert.StartsWith(
            $"{gap}.{reading}: upper end at least the relaxation's",
            Honest.Claiming(figures => Moved(figures, gap, reading, ends => new GapInterval(0, ends.Upper - 1e-6))).Verdict(),
            StringComparison.Ordinal
        );

    [Theory]
    [MemberData(nameof(Ends))]
    public void A_lower_end_that_is_raised_fails_by_name(string gap, string reading) =>
        Assert.StartsWith(
            $"{gap}.{reading}: lower end at most what its deviation surely gains",
            Honest.Claiming(figures => Moved(figures, gap, reading, Raised)).Verdict(),
            StringComparison.Ordinal
        );

    [Theory]
    [MemberData(nameof(Ends))]
    public void A_lower_end_above_its_upper_end_fails_by_name(string gap, string reading) =>
        Assert.StartsWith(
            $"{gap}.{reading}: lower end <= upper end",
            Honest.Claiming(figures => Moved(figures, gap, reading, ends => new GapInterval(ends.Upper + 1, ends.Upper))).Verdict(),
            StringComparison.Ordinal
        );

    [Theory]
    [MemberData(nameof(Ends))]
    public void A_negative_lower_end_fails_by_name(string gap, string reading) =>
        Assert.StartsWith(
            $"{gap}.{reading}: 0 <= lower end",
            Honest.Claiming(figures => Moved(figures, gap, reading, ends => ends with { Lower = -1e-9 })).Verdict(),
            StringComparison.Ordinal
        );

    /// <summary>What a forger of figures claims, and how the answer begins.</summary>
    public static TheoryData<Func<NashCertificate, NashCertificate>, string> Claims =>
        new()
        {
            { figures => figures with { Residual = 0 }, "residual: at least the proved error" },
            { figures => figures with { Residual = -figures.Residual }, "residual: at least the proved error" },
            { figures => figures with { Value = figures.Value + 1e-6 }, "value.initial: within the residual" },
            { figures => figures with { Value = -figures.Value }, "value.initial: within the residual" },
            { figures => figures with { FirstOrderGap = -1e-9 }, "firstOrderGap: 0 <= " },
            {
                figures => figures with { AgentGap = figures.SelfishAgentGap, SelfishAgentGap = figures.AgentGap },
                "agentGap.initial: lower end at most"
            },
            { figures => figures with { DispatcherGap = figures.AgentGap, AgentGap = figures.DispatcherGap }, "dispatcherGap.initial: " },
            {
                figures => figures with { DispatcherGap = figures.DispatcherGap with { Worst = figures.DispatcherGap.Initial } },
                "dispatcherGap.worst: upper end"
            },
            { figures => figures with { Agents = 4 }, "refused: '/c.witness' is damaged: value: values: found 8; expected 10" },
            { figures => figures with { Agents = 2 }, "refused: the certificate's welfareGroup is 3; expected 1 to 2" },
            { figures => figures with { Agents = 0 }, "refused: n = 0 agents; expected at least k = 1" },
            { figures => figures with { Agents = -3 }, "refused: n = -3 agents; expected at least k = 1" },
            { figures => figures with { Agents = 3 + (1L << 32) }, "refused: an exact certificate at n = 4,294,967,299 needs" },
            { figures => figures with { Agents = long.MaxValue }, "refused: an exact certificate at n = 9,223,372,036,854,775,807" },
            { figures => figures with { Subsample = 3 }, "refused: the certificate's subsample is 3; expected 1" },
            {
                figures => figures with { Sampling = "replacement" },
                "refused: the certificate's sampling is replacement; expected uniform"
            },
            { figures => figures with { WelfareGroup = 2 }, "refused: '/c.witness' is damaged: welfare.best: values: found 8" },
            { figures => figures with { WelfareGroup = 0 }, "refused: the certificate's welfareGroup is 0; expected 1 to 3" },
        };

    [Theory]
    [MemberData(nameof(Claims))]
    public void A_false_claim_fails_by_name(Func<NashCertificate, NashCertificate> claim, string answer) =>
        Assert.StartsWith(answer, Honest.Claiming(claim).Verdict(), StringComparison.Ordinal);

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void A_number_that_is_not_finite_in_any_function_is_refused(double poison)
    {
        foreach (string name in Honest.Witness.Functions.Select(function => function.Name))
        {
            string expected = $"refused: the witness's function {name} or its error has an entry that is not a finite number";
            Assert.StartsWith(expected, Honest.WithValues(name, (v, at) => at == 1 ? poison : v).Verdict(), StringComparison.Ordinal);
            Assert.StartsWith(expected, Honest.With(name, one => one with { Error = poison }).Verdict(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_error_term_below_zero_is_refused()
    {
        foreach (string name in Honest.Witness.Functions.Select(function => function.Name))
        {
            Assert.StartsWith(
                $"refused: the witness's function {name} or its error",
                Honest.With(name, one => one with { Error = -one.Error }).Redrawn().Verdict(),
                StringComparison.Ordinal
            );
        }
    }

    /// <summary>A larger error widens the equations of a function, and all figures that rest on it.</summary>
    [Fact]
    public void An_error_term_that_would_let_any_function_pass_needs_figures_as_wide()
    {
        Forgery wide = Honest.With("dispatcher.best", best => best with { Error = 1e9, Values = Honest.Find("value").Values });
        Assert.StartsWith("dispatcherGap.initial: upper end", wide.Verdict(), StringComparison.Ordinal);
        Assert.Equal("holds", wide.Redrawn().Verdict());
        Assert.True(wide.Redrawn().Certificate.EpsilonInitial >= 1e9);
    }

    // The upper end makes room; it may be wider than necessary.
    private static GapInterval Raised(GapInterval ends) => new(ends.Lower + 1e-6, ends.Upper + 1);

    private static NashCertificate Moved(NashCertificate figures, string gap, string reading, Func<GapInterval, GapInterval> move)
    {
        return gap switch
        {
            "dispatcherGap" => figures with { DispatcherGap = Of(figures.DispatcherGap) },
            "agentGap" => figures with { AgentGap = Of(figures.AgentGap) },
            "teamGap" => figures with { TeamGap = Of(figures.TeamGap) },
            "selfishAgentGap" => figures with { SelfishAgentGap = Of(figures.SelfishAgentGap) },
            _ => figures with { WelfareGap = Of(figures.WelfareGap) },
        };

        EquilibriumGap Of(EquilibriumGap both) =>
            reading == "initial" ? both with { Initial = move(both.Initial) } : both with { Worst = move(both.Worst) };
    }
}
