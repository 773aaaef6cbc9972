using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Paper;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Simulation;
using Antiphon.Tests.Planning;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Equilibrium;

/// <summary>
/// What is judged, valued and proposed depends on no earlier turn, to the bit: a run that is resumed, whose workspaces are new, then goes
/// on as it would have. Loosely found values show warm starts best. And what is drawn depends on the number of the turn, the start or the
/// alternation.
/// </summary>
public class FreshRulingTests
{
    private static readonly CooperativeGame Game = new RandomGame(520)
    {
        LocalStates = 3,
        Agents = 4,
        Shape = KernelShape.Lazy,
        Discount = 0.95,
    }.Create();

    private static readonly CountLattice Observations = new(3, 2);

    private static readonly AlternationOptions Options = new()
    {
        Subsample = 2,
        Threads = 1,
        Accuracy = 0.3,
        Horizon = 10,
        JudgeRollouts = 64,
    };

    public static TheoryData<string> Judges => ["exact", "paper"];

    [Theory]
    [MemberData(nameof(Judges))]
    public void A_ruling_does_not_depend_on_those_before(string kind)
    {
        FiniteJudge used = Create(kind);
        _ = used.Compare(Pair(1), Pair(2), 0, default);
        _ = used.Compare(Pair(5), Pair(6), 1, default);
        Assert.Equal(Create(kind).Compare(Pair(3), Pair(4), 2, default), used.Compare(Pair(3), Pair(4), 2, default));
    }

    [Fact]
    public void Values_and_proposals_do_not_depend_on_those_before()
    {
        using FinitePlayers used = NewPlayers(Options);
        _ = used.Evaluate(Pair(1), default);
        using FinitePlayers second = NewPlayers(Options);
        Assert.Equal(second.Evaluate(Pair(2), default), used.Evaluate(Pair(2), default));
        foreach (Player side in new[] { Player.Global, Player.Local })
        {
            using FinitePlayers fresh = NewPlayers(Options);
            Assert.Equal(
                Propose(fresh, side, 0).Select(candidate => candidate.Value),
                Propose(used, side, 0).Select(candidate => candidate.Value)
            );
        }
    }

    [Fact]
    public void Sampled_surrogates_and_simulated_rulings_draw_anew_in_every_turn()
    {
        using FinitePlayers players = NewPlayers(
            Options with
            {
                GlobalOracle = GlobalOracle.Surrogate,
                Backup = BellmanOperator.Frozen,
                Samples = 1,
                BackupSweeps = 20,
            }
        );
        JointPolicy Proposed(long turn) => Assert.Single(Propose(players, Player.Global, turn)).Pair;
        Assert.True(Proposed(0).SameAs(Proposed(0)));
        Assert.False(Proposed(0).SameAs(Proposed(1)));

        var judge = new SimulationJudge(Game, Options, threshold: 0.1, threads: 1);
        Ruling Ruled(long number) => judge.Compare(Pair(3), Pair(4), number, default);
        Assert.Equal(Ruled(0), Ruled(0));
        Assert.NotEqual(Ruled(0).Gain, Ruled(1).Gain);
    }

    [Fact]
    public void Every_random_start_is_another_pair()
    {
        IReadOnlyList<StartingPair> starts = StartingPairs.Choose(Game, Observations, [], 4, seed: 1, CancellationToken.None);
        Assert.Equal(4, starts.Count);
        Assert.All(Enumerable.Range(1, 3), later => Assert.False(starts[0].Pair.SameAs(starts[later].Pair)));
    }

    // A plateau so wide that nothing is taken back: the policy is that of the second alternation, whose check is made again from the
    // stream of its number.
    [Fact]
    public void The_released_programs_checks_are_numbered_by_alternation()
    {
        var options = new ReleasedProgramOptions
        {
            Subsample = 2,
            Alternations = 2,
            Plateau = 10,
            Sweeps = 20,
            Draws = 5,
            CheckHorizon = 5,
            CheckRollouts = 3,
            Seed = 9,
            Threads = 1,
        };
        ReleasedProgramResult result = new ReleasedProgram(options).Run(Game);
        var check = new OnlineExecution(options.Check(new RandomStream(9).Split("check", 1).NextUInt64()));
        Assert.Equal(check.Run(Game, result.Policy).Reward.Mean, result.Alternations[1].Value);
    }

    private static Tolerances Loose { get; } = new(Threshold: 30, Accuracy: 0.3, Eta: 30, Sweeps: 10);

    private static FiniteJudge Create(string kind) =>
        kind == "exact"
            ? new ExactJudge(new ExactPopulation(Game, 4), Observations, Loose, CancellationToken.None)
            : new PaperBoxJudge(new ExactPopulation(Game, 2), Observations, accuracy: 0.3, eta: 30, CancellationToken.None);

    private static FinitePlayers NewPlayers(AlternationOptions options) =>
        new(new FiniteSetting(Game, options, Loose, ChosenParts.Of(options, BuiltInParts.With(PaperParts.All))), [], 1, default);

    private static IReadOnlyList<Candidate<JointPolicy>> Propose(FinitePlayers players, Player side, long turn) =>
        Assert.Single(players.Oracles(side)).Propose(new Turn<JointPolicy>(turn, Pair(3), Pair(3)), default).Candidates;

    private static JointPolicy Pair(ulong seed)
    {
        var random = new SmallRandom(seed);
        return new JointPolicy(
            Library.Global(Game, 2, Tables.RandomActions(Game, 2, random)),
            Library.Local(Game, Tables.RandomLocal(Game, random))
        );
    }
}
