using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Planning;

/// <summary>
/// What <see cref="PairEvaluation"/> proves about values, occupancies and first-order gaps that were found in a hurry, against the sharp
/// ones: every source of error is in the bound.
/// </summary>
public class FirstOrderGapErrorTests
{
    private const double Sharp = 1e-12;
    private const double Loose = 0.5;

    // Sharp answers are still off by their own error, and gaps of them by what that is worth.
    private const double Rounding = 1e-6;

    private static readonly CooperativeGame Game = new RandomGame(97)
    {
        LocalStates = 3,
        LocalActions = 3,
        GlobalActions = 3,
        Agents = 4,
        Shape = KernelShape.Lazy,
        Discount = 0.95,
    }.Create();

    private static readonly TabularGlobalPolicy Global = Library.Global(Game, 2, Tables.RandomActions(Game, 2, new SmallRandom(98)));

    private static readonly LocalPolicy Local = Library.Local(Game, Tables.RandomLocal(Game, new SmallRandom(99)));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Loose_values_and_occupancies_are_within_their_bounds(bool meanField)
    {
        Answer sharp = Solved(meanField, Sharp, Sharp);
        Answer loose = Solved(meanField, Loose, Loose);
        Assert.InRange(Math.Abs(sharp.Value - loose.Value), Rounding, loose.Evaluator.ErrorBound);
        double apart = sharp.Occupancy.Zip(loose.Occupancy).Sum(pair => Math.Abs(pair.First - pair.Second));
        Assert.InRange(apart, Rounding, loose.Evaluator.OccupancyError);
    }

    // One kind of error at a time, so that the other cannot make room for it.
    [Theory]
    [InlineData(false, Loose, Sharp)]
    [InlineData(false, Sharp, Loose)]
    [InlineData(true, Loose, Sharp)]
    [InlineData(true, Sharp, Loose)]
    public void A_gap_is_off_by_no_more_than_its_error(bool meanField, double accuracy, double tolerance)
    {
        Answer sharp = Solved(meanField, Sharp, Sharp);
        Answer loose = Solved(meanField, accuracy, tolerance);
        double global = Math.Abs(sharp.GlobalGap - loose.GlobalGap);
        double local = Math.Abs(sharp.LocalGap - loose.LocalGap);
        Assert.InRange(global, Rounding, loose.Evaluator.GapError(PairEvaluation.Side.Global));
        Assert.InRange(local, Rounding, loose.Evaluator.GapError(PairEvaluation.Side.Local));
    }

    // A local policy moves n agents at once; on the mean-field lattice a derivative is R times a sum of up to S - 1 differences.
    [Theory]
    [InlineData(false, 4)]
    [InlineData(true, 6 * 2)]
    public void The_local_sides_error_counts_every_agent(bool meanField, double times)
    {
        PairEvaluation evaluator = Solved(meanField, Loose, Loose).Evaluator;
        Assert.Equal(times, evaluator.GapError(PairEvaluation.Side.Local) / evaluator.GapError(PairEvaluation.Side.Global), 1e-9);
    }

    // What a solver reports is the linearization's promise and all of its error.
    [Fact]
    public void Solvers_add_the_error_to_the_gap_that_they_report()
    {
        var options = new BestResponseOptions { Accuracy = Loose, MaximumSteps = 0 };
        PairEvaluation evaluator = Solved(false, Loose, Loose).Evaluator;
        evaluator.Restart();
        BestResponse<LocalPolicy> local = new ReactiveLLearn(options).Solve(evaluator, Local, default);
        double error = evaluator.GapError(PairEvaluation.Side.Local);
        Assert.True(error > Rounding);
        Assert.Equal(LocalGap(evaluator) + error, local.FirstOrderGap, 1e-9);
        Assert.Equal(local.FirstOrderGap, local.StartGap);

        evaluator.Restart();
        BestResponse<TabularGlobalPolicy> global = new DeployedGLearn(options).Solve(evaluator, (TabularGlobalPolicy)Global, default);
        Assert.Equal(GlobalGap(evaluator) + evaluator.GapError(PairEvaluation.Side.Global), global.FirstOrderGap, 1e-9);
    }

    private static Answer Solved(bool meanField, double accuracy, double tolerance)
    {
        PopulationModel model = meanField ? new MeanFieldPopulation(Game.WithAgents(1000), 6) : new ExactPopulation(Game, 4);
        var evaluator = new PairEvaluation(model, new CountLattice(3, 2), new Workers(1));
        evaluator.SetGlobal(Global);
        evaluator.SetLocal(Local);
        double value = evaluator.Evaluate(accuracy, default);
        double[] occupancy = [.. evaluator.Occupy(tolerance, default)];
        return new Answer(evaluator, value, occupancy, GlobalGap(evaluator), LocalGap(evaluator));
    }

    // sum over (s_g, F) of the best entry less the one of the table's action.
    private static double GlobalGap(PairEvaluation evaluator)
    {
        (double gap, double[] law) = (0.0, new double[Game.GlobalActions]);
        for (int globalState = 0; globalState < Game.GlobalStates; globalState++)
        {
            ReadOnlySpan<double> gradient = evaluator.GlobalGradient(globalState);
            for (int rank = 0; rank < evaluator.Observations.Size; rank++)
            {
                Array.Clear(law);
                law[Global.Action(globalState, rank)] = 1;
                gap += Promise(gradient.Slice(rank * evaluator.ActionStride, law.Length), law);
            }
        }

        return gap;
    }

    private static double LocalGap(PairEvaluation evaluator)
    {
        (double gap, double[] gradient) = (0.0, new double[Local.Probabilities.Length]);
        evaluator.AddLocalGradient(gradient);
        for (int cell = 0; cell < gradient.Length; cell += Game.LocalActions)
        {
            gap += Promise(gradient.AsSpan(cell, Game.LocalActions), Local.Probabilities.Slice(cell, Game.LocalActions));
        }

        return gap;
    }

    private static double Promise(ReadOnlySpan<double> gradient, ReadOnlySpan<double> law)
    {
        (double best, double present) = (double.NegativeInfinity, 0.0);
        for (int action = 0; action < law.Length; action++)
        {
            best = Math.Max(best, gradient[action]);
            present += law[action] * gradient[action];
        }

        return best - present;
    }

    private sealed record Answer(PairEvaluation Evaluator, double Value, double[] Occupancy, double GlobalGap, double LocalGap);
}
