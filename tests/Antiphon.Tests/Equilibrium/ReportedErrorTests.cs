using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Tests.Planning;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Equilibrium;

/// <summary>
/// A ruling's interval holds the true gain whichever of the two values is the inaccurate one, and results carry the errors of what they
/// report.
/// </summary>
public class ReportedErrorTests
{
    // Local action 1 earns 1 always, so that its value is known at once; action 0 earns what depends on the state, so that a loosely found
    // value is off.
    private static readonly CooperativeGame Game = OneActionPaysAlways();

    private static readonly CountLattice Observations = new(4, 1);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void An_exact_ruling_counts_the_error_of_both_values(int before, int after)
    {
        // The accuracy is a hundredth of the threshold at most: 1 here, where returns are up to 60.
        Ruling loose = new ExactJudge(
            new ExactPopulation(Game, 5),
            Observations,
            new Tolerances(Threshold: 100, Accuracy: 1, Eta: 50, Sweeps: 10),
            CancellationToken.None
        ).Compare(Playing(before), Playing(after), 0, default);
        Ruling sharp = new ExactJudge(
            new ExactPopulation(Game, 5),
            Observations,
            new Tolerances(Threshold: 1e-3, Accuracy: 1e-9, Eta: 1e-3, Sweeps: 10),
            CancellationToken.None
        ).Compare(Playing(before), Playing(after), 0, default);
        Assert.InRange(sharp.Gain, loose.Low, loose.High);
        Assert.True(Math.Abs(sharp.Gain - loose.Gain) > 1e-3 && loose.High - loose.Low > 1e-3, $"{loose} is too sharp to test anything");
    }

    [Fact]
    public void An_alternation_reports_its_errors()
    {
        CooperativeGame game = new RandomGame(501) { Agents = 3 }.Create();
        var options = new AlternationOptions
        {
            Subsample = 1,
            Restarts = 1,
            Threshold = 1e-3,
            Accuracy = 1e-5,
            Threads = 1,
            Horizon = 10,
            Rollouts = 4,
            Seeds = 2,
            Baselines = false,
        };
        AlternationResult<JointPolicy> result = new Alternation(options).Run(game);
        using var sharp = new Pair(new ExactPopulation(game, 3), 1, result.Policy.Global, result.Policy.Local);
        Assert.True(result.ValueErrorBound > 0);
        Assert.InRange(Math.Abs(sharp.Value - result.Value), 0, result.ValueErrorBound + 1e-11);
        Assert.True(result.TruncationBound > 0);
    }

    private static CooperativeGame OneActionPaysAlways()
    {
        GameDefinition random = new RandomGame(502)
        {
            LocalStates = 4,
            Agents = 5,
            Shape = KernelShape.Lazy,
            Discount = 0.95,
        }
            .Create()
            .ToDefinition();
        return CooperativeGame.Create(
            random with
            {
                GlobalReward = [.. random.GlobalReward.Select(row => new double[row.Length])],
                LocalReward = [.. random.LocalReward.Select(byGlobal => byGlobal.Select(row => new[] { row[0], 1 }).ToArray())],
            }
        );
    }

    private static JointPolicy Playing(int action) =>
        new(TabularGlobalPolicy.FromFunction(2, 2, Observations, (_, _) => 0), LocalPolicy.Deterministic(Game, (_, _) => action));
}
