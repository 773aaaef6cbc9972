using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Paper;
using Antiphon.Planning;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Theory;

/// <summary>
/// The calculator and the solvers evaluate the same closed forms, the calculator with numbers beyond doubles. Where doubles suffice they
/// must agree.
/// </summary>
public class SolverAgreementTests
{
    private const double Relative = 1e-12;

    private static readonly CooperativeGame[] Games =
    [
        BuiltInGames.Get("warehouse"),
        BuiltInGames.Get("warehouse-flat"),
        BuiltInGames.Get("microgrid"),
        new RandomGame(41)
        {
            LocalStates = 3,
            Agents = 9,
            Discount = 0.3,
        }.Create(),
        new RandomGame(42)
        {
            LocalStates = 2,
            Agents = 6,
            Discount = 0.99,
        }.Create(),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Sweeps_noise_and_samples_of_the_empirical_operator(int subsample)
    {
        foreach (CooperativeGame game in Games)
        {
            var constants = GameConstants.Of(game);
            double bound = EmpiricalBounds.RewardBound(game);
            double entries = EmpiricalBounds.TableEntries(game, subsample, Parameterization.Histograms);
            Near(bound, constants.Reward);
            Near(EmpiricalBounds.PaperSweeps(bound, game.Discount, subsample), IterationCount.AsPrinted(constants, subsample));
            Near(EmpiricalBounds.SufficientSweeps(bound, game.Discount, subsample), IterationCount.Sufficient(constants, subsample));
            Near(entries, TableSizes.MeanField(constants, subsample).Value);
            Near(EmpiricalBounds.TableEntries(game, subsample, Parameterization.Tuples), TableSizes.Standard(constants, subsample).Value);
            Near(EmpiricalBounds.FrozenNoise(bound, game.Discount, entries, 30, 0.05), BellmanNoise.Frozen(constants, entries, 30, 0.05));
            Near(
                EmpiricalBounds.FreshError(bound, game.Discount, entries, 30, 57, 0.05),
                BellmanNoise.Fresh(constants, entries, 30, 57, 0.05)
            );
            Near(
                EmpiricalBounds.PaperSamples(bound, game.Discount, subsample, entries, 0.05),
                BellmanNoise.SufficientSamples(constants, subsample, entries, 0.05).Value
            );
        }
    }

    [Theory]
    [InlineData(6, 2, 1, 0.5, 0.1, 2)]
    [InlineData(6, 2, 2, 0.5, 0.1, 2)]
    [InlineData(40, 3, 17, 0.01, 0.05, 4)]
    [InlineData(1e6, 15, 400, 0.001, 1, 25)]
    public void Constants_of_UCFH(double states, double actions, double horizon, double accuracy, double failure, double successors)
    {
        var solver = UcfhConstants.Create(states, actions, horizon, accuracy, failure, successors);
        var calculator = UcfhClosedForm.Of(states, actions, successors, horizon, accuracy, failure);
        Near(solver.MinimumWeight, calculator.SmallestWeight.Value);
        Near(solver.MaximumUpdates, calculator.MostUpdates.Value);
        Near(solver.IntervalFailure, calculator.IntervalFailure.Value);
        Near(solver.Observations, calculator.Visits.Value);
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(3)]
    public void Sweeps_of_the_alternation(double eta)
    {
        foreach (CooperativeGame game in Games)
        {
            var constants = GameConstants.Of(game);
            Near(
                Tolerances.LargestSweeps(constants.Reward, game.Discount, eta),
                Math.Ceiling(SweepCount.ByPotential(constants, eta) - 1e-9)
            );
        }
    }

    private static void Near(double expected, double actual) =>
        Assert.InRange(actual, expected - (Relative * Math.Abs(expected)), expected + (Relative * Math.Abs(expected)));
}
