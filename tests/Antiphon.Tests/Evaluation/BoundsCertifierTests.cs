using Antiphon.Evaluation;
using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Evaluation;

/// <summary>Bounds without a table over count vectors, beside the exact certificate and the explicit twin of every agent.</summary>
public class BoundsCertifierTests
{
    private const double Discount = 0.8;

    // 0.8^60 = 1.5e-6 of what is earned is left after the horizon.
    private static readonly CertificateOptions Options = new()
    {
        Horizon = 60,
        Rollouts = 1024,
        Threads = 1,
    };

    [Theory]
    [InlineData(KernelShape.Dense, 3, 4, 2)]
    [InlineData(KernelShape.Lazy, 3, 5, 1)]
    [InlineData(KernelShape.Absorbing, 4, 4, 2)]
    public void From_one_start_the_bounds_hold_what_is_exact(KernelShape shape, int states, int agents, int observed)
    {
        Judged judged = Judge(shape, states, agents, observed, isKnownStart: true);
        BoundsCertificate bounds = new BoundsCertifier(Options).Run(judged.Game, judged.Pair, agents);
        double exact = new FullInformationControl(judged.Game, judged.Local).StartValue();

        // Every draw is the same start: no statistics in these two.
        const double Rounding = 1e-8;
        Assert.InRange(bounds.FullInformation.Lower.Mean, double.NegativeInfinity, exact + Rounding);
        Assert.InRange(bounds.FullInformation.Upper.Mean, exact - Rounding, double.PositiveInfinity);

        // So few agents are their own part of the population: the upper bound is their exact value.
        Assert.Equal(agents, bounds.Subpopulation);
        Assert.Equal(exact, bounds.FullInformation.Upper.Mean, 1e-3);
        AssertGapIsHeld(judged, bounds);
    }

    [Theory]
    [InlineData(KernelShape.Sparse, 3, 6, 3)]
    [InlineData(KernelShape.Cyclic, 3, 4, 4)]
    [Trait("Tier", "full")]
    public void From_one_start_they_hold_it_with_more_agents_observed(KernelShape shape, int states, int agents, int observed) =>
        From_one_start_the_bounds_hold_what_is_exact(shape, states, agents, observed);

    [Theory]
    [InlineData(KernelShape.Dense, 3, 5, 2)]
    [InlineData(KernelShape.EqualRows, 3, 4, 3)]
    [InlineData(KernelShape.Deterministic, 4, 4, 1)]
    public void Over_the_start_law_the_intervals_hold_what_is_exact(KernelShape shape, int states, int agents, int observed)
    {
        Judged judged = Judge(shape, states, agents, observed, isKnownStart: false);
        BoundsCertificate bounds = new BoundsCertifier(Options).Run(judged.Game, judged.Pair, agents);
        double exact = new FullInformationControl(judged.Game, judged.Local).StartValue();

        Assert.InRange(exact, bounds.FullInformation.Lower.Low, bounds.FullInformation.Upper.High);
        AssertGapIsHeld(judged, bounds);
    }

    // One agent could earn 1 instead of 0 in every step, also after the last one that is simulated.
    [Fact]
    public void What_one_agent_gains_after_the_horizon_is_counted_for_ever()
    {
        const int Horizon = 4;
        CooperativeGame game = SmallGames.Create(
            new SmallGames.Sizes(1, 1, 1, 2, 2, Discount),
            (_, _) => 0,
            (_, _, _) => [1],
            (_, _) => 0,
            (_, _, action) => action,
            [1]
        );
        var pair = new JointPolicy(new UniformGlobalPolicy(1, 1), LocalPolicy.Deterministic(game, (_, _) => 0));

        BoundsCertificate bounds = new BoundsCertifier(Options with { Horizon = Horizon }).Run(game, pair, 2);

        double whole = 1 / (1 - Discount);
        double tail = Math.Pow(Discount, Horizon) * whole;
        Assert.Equal(whole, bounds.Agent.Upper, 1e-12);
        Assert.Equal(whole - (2 * tail), bounds.Agent.Lower, 1e-12);
    }

    private static Judged Judge(KernelShape shape, int states, int agents, int observed, bool isKnownStart)
    {
        CooperativeGame game = new RandomGame((ulong)(300 + (10 * states) + agents))
        {
            Shape = shape,
            LocalStates = states,
            Agents = agents,
            Discount = Discount,
            Dirichlet = 0.5,
        }.Create();
        var start = new InitialLaw(
            [.. SmallGames.Unit(game.GlobalStates, 0)],
            new IndependentLocalLaw([.. SmallGames.Unit(states, states - 1)])
        );
        return new Judged(
            isKnownStart ? CooperativeGame.Create(game.ToDefinition() with { Initial = start }) : game,
            observed,
            (ulong)(7 * states),
            deterministic: shape == KernelShape.Deterministic
        );
    }

    // The exact upper end is what full information gains; the estimate's ends lie on both sides of it, with the simulated return in them.
    private static void AssertGapIsHeld(Judged judged, BoundsCertificate bounds)
    {
        NashCertificate exact = judged.Certificate;
        Assert.InRange(exact.Value, bounds.Value.Low - bounds.TruncationBound, bounds.Value.High + bounds.TruncationBound);
        Assert.InRange(exact.DispatcherGap.Initial.Upper, bounds.Dispatcher.Lower, bounds.Dispatcher.Upper);
        Assert.InRange(exact.DispatcherGap.Initial.Lower, 0, bounds.Dispatcher.Upper);
    }
}
