using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Paper;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Populations;

/// <summary>
/// Every loop over count vectors, moves or draws obeys the token that it is given: with a cancelled one nothing gets done.
/// </summary>
public class CancelledSetUpTests
{
    private static readonly CancellationToken Cancelled = new(canceled: true);
    private static readonly CooperativeGame Plain = new RandomGame(501) { LocalStates = 3, Agents = 6 }.Create();
    private static readonly CooperativeGame Dirichlet = new RandomGame(502)
    {
        LocalStates = 3,
        Agents = 6,
        Dirichlet = 1,
    }.Create();
    private static readonly CooperativeGame Typed = new RandomTypedGame(503) { States = [2, 3], Agents = 6 }.Create();
    private static readonly CooperativeGame Weighted = Plain.WithSampling(WeightedSampling.Of(Plain, [2, 1, 1]));
    private static readonly CooperativeGame Lossy = Plain.WithSampling(new LossySampling(0.2));
    private static readonly CountLattice Few = new(3, 2);
    private static readonly CountLattice Many = new(3, 6);

    private static readonly Dictionary<string, Action<CancellationToken>> SetUps = new(StringComparer.Ordinal)
    {
        ["rows of a move"] = token => RowTable.Build(Many, 0, 1, token),
        ["rows of a move within a type"] = token => RowTable.BuildFront(Many, 4, 0, 1, token),
        ["rows, asked of a lattice"] = token => new LatticeRows(Many).Of(0, 1, token),
        ["rows in front, asked of a lattice"] = token =>
            new LatticeRows(CountLattice.Of(Typed, 6)).OfFront(1, new ElementaryMove(0, 1, 0.5), token),
        ["renaming"] = token => new LatticeRows(Many).Renaming([1, 0, 2], [0, 1, 2], token),
        ["renaming by places"] = token => new LatticeRows(Many).Renaming(new[] { 1, 0, 2 }.AsSpan(), token),
        ["renaming of types"] = token => new LatticeRows(CountLattice.Of(Typed, 6)).Renaming([2, 3, 4, 0, 1], [0, 1, 2, 3, 4], token),
        ["schedule"] = token => MoveSchedule.Create([new ElementaryMove(0, 1, 0.5)], 3, token),
        ["schedule by lattice"] = token => MoveSchedule.Create([new ElementaryMove(0, 1, 0.5)], Many, token),
        ["schedule of many states"] = token => MoveSchedule.Create([new ElementaryMove(0, 1, 0.5)], 40, token),
        ["dense matrix"] = token => DenseAdvance.Build(Many, Kernel(Plain), token),
        ["dense operator"] = token => DenseAdvance.Create(Many, Kernel(Plain), 2, token),
        ["dense operators of types"] = token => _ = new BlockwiseDenseAdvance(CountLattice.Of(Typed, 6), Kernel(Typed), 2, token),
        ["whether kernels advance"] = token =>
            Advance.CanAdvance(
                new LocalKernels(BuiltInGames.Get("warehouse"), Policy(BuiltInGames.Get("warehouse"))),
                new CountLattice(5, 20),
                token
            ),
        ["tagged agent"] = token => _ = new TaggedAgent(Many, 0, token),
        ["tagged agent, asked of a population"] = token => new TaggedAgents(Many).Of(0, token),
        ["exact operators"] = token => Bind(new ExactPopulation(Plain, 6), token),
        ["mean-field operators"] = token => Bind(new MeanFieldPopulation(Plain, 4), token),
        ["initial law, exact"] = token => new ExactPopulation(Plain, 6).WriteInitialLaw(new double[2 * 28], token),
        ["initial law, mean-field"] = token => new MeanFieldPopulation(Dirichlet, 2).WriteInitialLaw(new double[6 * 2], token),
        ["initial law of types"] = token =>
            InitialLaw(new MeanFieldPopulation(new RandomTypedGame(5) { Dirichlet = 1 }.Create(), 2), token),
        ["observations, exact"] = token => new ExactPopulation(Plain, 6).ObservationsByRule(Few, token),
        ["observations, mean-field"] = token => new MeanFieldPopulation(Plain, 4).ObservationsByRule(Few, token),
        ["observations of types"] = token => new ExactPopulation(Typed, 6).ObservationsByRule(CountLattice.Of(Typed, 2), token),
        ["observations with replacement"] = token =>
            new ExactPopulation(Plain.WithSampling(SamplingRule.Parse("replacement", Plain)), 6).ObservationsByRule(Few, token),
        ["weighted sampling"] = token => new ExactPopulation(Weighted, 6).ObservationsByRule(Few, token),
        ["lossy sampling"] = token => new ExactPopulation(Lossy, 6).ObservationsByRule(new CountLattice(4, 2), token),
        ["successive draws"] = token => _ = new SuccessiveDraws(Few, token),
        ["distance of observations"] = token => SamplingDistance.ToUniform(new ExactPopulation(Weighted, 6), Few, token),
        ["baselines"] = token => BaselinePolicies.Global(BuiltInGames.Get("warehouse"), 2, token),
        ["a table from a function"] = token => TabularGlobalPolicy.FromFunction(2, 2, Few, (_, _) => 0, token),
        ["a table reweighted"] = token => SamplingTranslation.Reweighted(Table(), (WeightedSampling)Weighted.Sampling, token),
        ["a table for lossy sampling"] = token =>
            SamplingTranslation.ToRuleOf(new JointPolicy(Table(), LocalPolicy.Uniform(Lossy)), Lossy, token),
        ["tables of surrogates"] = token => SurrogateTables.Of(Lossy, 2, seen => Constant(seen), token),
        ["random starts"] = token => StartingPairs.Choose(Plain, Few, [], 1, 1, token),
        ["representative agent"] = token =>
            new RepresentativeLLearn(new RepresentativeOptions()).Solve(
                Plain,
                new JointPolicy(Table(), LocalPolicy.Uniform(Plain)),
                Few,
                token
            ),
        ["representative agent by draws"] = token =>
            new RepresentativeLLearn(new RepresentativeOptions { Draws = 5 }).Solve(
                Plain,
                new JointPolicy(Table(), LocalPolicy.Uniform(Plain)),
                Few,
                token
            ),
        ["G-LEARN"] = token => new GLearn(new GLearnOptions()).SolveOrThrow(Plain, LocalPolicy.Uniform(Plain), 2, token),
        ["empirical G-LEARN"] = token =>
            new EmpiricalGLearn(new EmpiricalGLearnOptions { Samples = 5 }).SolveOrThrow(Plain, LocalPolicy.Uniform(Plain), 2, token),
        ["a workspace for pairs"] = token =>
        {
            using Workers workers = new(1, token);
            _ = new PairEvaluation(new ExactPopulation(Plain, 6), Few, workers);
        },
    };

    // Built with a live token, which is cancelled before use.
    private static readonly Dictionary<string, Func<CancellationToken, Action>> Uses = new(StringComparer.Ordinal)
    {
        ["moves"] = token => Apply(new ExactPopulation(Plain, 6), token),
        ["moves, adjoint"] = token => ApplyAdjoint(new ExactPopulation(Plain, 6), token),
        ["moves, derivative"] = token => Differentiate(new ExactPopulation(Plain, 6), token),
        ["mean-field flow"] = token => Apply(new MeanFieldPopulation(Plain, 4), token),
        ["mean-field flow, adjoint"] = token => ApplyAdjoint(new MeanFieldPopulation(Plain, 4), token),
        ["mean-field flow, derivative"] = token => Differentiate(new MeanFieldPopulation(Plain, 4), token),
        ["dense operator"] = token => Apply(DenseAdvance.Create(Many, Kernel(Plain), 2, token), Many.Size * 2, adjoint: false),
        ["dense operator, adjoint"] = token => Apply(DenseAdvance.Create(Many, Kernel(Plain), 2, token), Many.Size * 2, adjoint: true),
        ["dense operators of types"] = token =>
            Apply(
                new BlockwiseDenseAdvance(CountLattice.Of(Typed, 6), Kernel(Typed), 2, token),
                CountLattice.Of(Typed, 6).Size * 2,
                adjoint: false
            ),
        ["observations, exact"] = token => Expect(new ExactPopulation(Plain, 6), Few, token),
        ["observations, mean-field"] = token => Expect(new MeanFieldPopulation(Plain, 4), Few, token),
        ["weighted sampling"] = token => Expect(new ExactPopulation(Weighted, 6), Few, token),
        ["weighted sampling, adjoint"] = token => ExpectAdjoint(new ExactPopulation(Weighted, 6), Few, token),
        ["observations, exact, adjoint"] = token => ExpectAdjoint(new ExactPopulation(Plain, 6), Few, token),
        ["observations, mean-field, adjoint"] = token => ExpectAdjoint(new MeanFieldPopulation(Plain, 4), Few, token),
        ["a pair's global policy"] = token =>
        {
            Workers workers = new(1, token);
            PairEvaluation evaluator = new(new ExactPopulation(Plain, 6), Few, workers);
            return () => evaluator.SetGlobal(Table());
        },
        ["a pair's local policy"] = token =>
        {
            Workers workers = new(1, token);
            PairEvaluation evaluator = new(new ExactPopulation(Plain, 6), Few, workers);
            return () => evaluator.SetLocal(LocalPolicy.Uniform(Plain));
        },
    };

    public static TheoryData<string> SetUpNames => [.. SetUps.Keys];

    public static TheoryData<string> UseNames => [.. Uses.Keys];

    [Theory]
    [MemberData(nameof(SetUpNames))]
    public void Set_up_obeys_its_token(string name)
    {
        SetUps[name](CancellationToken.None);
        Assert.ThrowsAny<OperationCanceledException>(() => SetUps[name](Cancelled));
    }

    [Theory]
    [MemberData(nameof(UseNames))]
    public void Use_obeys_the_token_of_the_set_up(string name)
    {
        using CancellationTokenSource source = new();
        Action use = Uses[name](source.Token);
        use();
        use = Uses[name](source.Token);
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => use());
    }

    private static double[] Policy(CooperativeGame game) => Tables.RandomLocal(game, new SmallRandom(504));

    private static double[] Kernel(CooperativeGame game) => new LocalKernels(game, Policy(game)).Transition(0).ToArray();

    private static TabularGlobalPolicy Table() => Constant(2);

    private static TabularGlobalPolicy Constant(int agents) =>
        TabularGlobalPolicy.FromFunction(2, 2, new CountLattice(3, agents), (_, _) => 1);

    private static void InitialLaw(PopulationModel model, CancellationToken token) =>
        model.WriteInitialLaw(new double[model.Nodes * model.Stride], token);

    private static PopulationOperator Bind(PopulationModel model, CancellationToken token) =>
        model.Bind(new LocalKernels(model.Game, Policy(model.Game)), new Workers(1, token));

    private static Action Apply(PopulationModel model, CancellationToken token)
    {
        (PopulationOperator bound, FunctionBuffer from, FunctionBuffer to) = (
            Bind(model, token),
            Buffer(model.Nodes * model.Stride),
            Buffer(model.Nodes * model.Stride)
        );
        return () => bound.Advance(0, from, to);
    }

    private static Action ApplyAdjoint(PopulationModel model, CancellationToken token)
    {
        (PopulationOperator bound, FunctionBuffer from, FunctionBuffer to) = (
            Bind(model, token),
            Buffer(model.Nodes * model.Stride),
            Buffer(model.Nodes * model.Stride)
        );
        return () => bound.Push(0, from, to);
    }

    private static Action Differentiate(PopulationModel model, CancellationToken token)
    {
        (PopulationOperator bound, FunctionBuffer from, FunctionBuffer to) = (
            Bind(model, token),
            Buffer(model.Nodes * model.Stride),
            Buffer(model.Nodes * model.Stride)
        );
        return () => bound.AddMoveDerivative(0, from, to, new double[9]);
    }

    private static Action Apply(Advance advance, int length, bool adjoint)
    {
        (FunctionBuffer from, FunctionBuffer to) = (Buffer(length), Buffer(length));
        return adjoint ? () => advance.ApplyAdjoint(from, to) : () => advance.Apply(from, to);
    }

    private static Action Expect(PopulationModel model, CountLattice observations, CancellationToken token)
    {
        ObservationLaw law = model.ObservationsByRule(observations, token).At(0);
        (FunctionBuffer few, FunctionBuffer many) = (Buffer(observations.Size * 2), Buffer(model.Nodes * 2));
        return () => law.Expect(few, many, 2);
    }

    private static Action ExpectAdjoint(PopulationModel model, CountLattice observations, CancellationToken token)
    {
        ObservationLaw law = model.ObservationsByRule(observations, token).At(0);
        (FunctionBuffer few, FunctionBuffer many) = (Buffer(observations.Size * 2), Buffer(model.Nodes * 2));
        return () => law.Adjoint(many, few, 2);
    }

    private static FunctionBuffer Buffer(int length) => BoundPopulation.Buffer(new double[length]);
}
