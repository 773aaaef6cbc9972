using Antiphon.Equilibrium;
using Antiphon.Evaluation;
using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Runs;
using Antiphon.Simulation;
using Antiphon.Tests.Architecture;
using Antiphon.Tests.Runs;

namespace Antiphon.Tests.Docs;

/// <summary>The snippets of docs/library.md stand here too, and run.</summary>
public class LibraryPageTests
{
    private const string Page = "docs/library.md";

    [Fact]
    [Trait("Tier", "full")]
    public void Every_snippet_runs()
    {
        using var temporary = new TemporaryFolder();
        (string path, string folder) = (temporary.In("game.json"), temporary.In("run"));

        // CooperativeGame
        CooperativeGame game = BuiltInGames.Get("microgrid").WithAgents(8);
        GameFile.Save(game, path);
        CooperativeGame same = GameFile.Load(path);
        Assert.Equal(game.Hash, same.Hash);

        var ring = CooperativeGame.Create(
            GameDefinition.From(
                new GameFunctions
                {
                    Name = "ring",
                    Discount = 0.95,
                    Agents = 1000,
                    GlobalStateNames = ["east", "west"],
                    LocalStateNames = [.. Enumerable.Range(0, 500).Select(zone => $"zone {zone}")],
                    GlobalActionNames = ["go east", "go west"],
                    LocalActionNames = ["wait", "drive"],
                    GlobalTransition = (side, action) => [(action, 0.9), (side, 0.1)],
                    LocalTransition = (zone, side, action) => [(zone, 1 - (0.5 * action)), ((zone + 1) % 500, 0.5 * action)],
                    GlobalReward = (side, action) => side == action ? 0 : -1,
                    LocalReward = (zone, side, action) => (zone < 250 == (side == 0) ? 1 : 0) - (0.1 * action),
                    Initial = new InitialLaw([0.5, 0.5], new DirichletLocalLaw(0.1)),
                }
            )
        );
        TransitionRow row = ring.LocalRow(localState: 499, globalState: 0, localAction: 1);
        ReadOnlySpan<int> next = row.Targets;
        ReadOnlySpan<double> chances = row.Probabilities;
        Assert.Equal([0, 499], next);
        Assert.Equal([0.5, 0.5], chances);

        // GlobalPolicy
        var rule = new FunctionPolicy(3, game.GlobalActions, (tariff, levels) => levels[0] + levels[1] > 1 ? 0 : 2);
        int observed = rule.Subsample;
        bool hasExactValues = rule.ActionLaw is not null;
        Assert.Equal((3, true), (observed, hasExactValues));

        // LocalPolicy
        var first = LocalPolicy.Deterministic(game, (level, tariff) => 0);
        var mixed = LocalPolicy.Of(game, (level, tariff) => level == 0 ? [1, 0, 0] : [0.5, 0.5, 0]);
        ReadOnlySpan<double> probabilities = mixed.At(localState: 2, globalState: 0);
        Assert.Equal([0.5, 0.5, 0], probabilities);

        // JointPolicy
        var pair = new JointPolicy(rule, first);
        JointPolicy other = pair with { Local = mixed };
        other.RequireFit(game);

        // Alternation
        var options = new AlternationOptions { Subsample = 3 };
        AlternationResult<JointPolicy> result = new Alternation(options).Run(game);
        JointPolicy trained = result.Policy;
        Assert.InRange(Math.Max(result.GlobalGain, result.LocalGain), 0, result.Threshold);

        var own = new Keeper(trained.Local);
        AlternationResult<JointPolicy> half = new Alternation(options) { Oracles = [own] }.Run(game);
        Assert.True(half.Value > 0);

        // PolicyEvaluator
        PolicyValue value = new PolicyEvaluator(game).Evaluate(pair);
        double low = value.Value - value.ErrorBound;
        string model = value.Model;
        Assert.True(low < result.Value);
        Assert.StartsWith("exact", model, StringComparison.Ordinal);

        // OnlineExecution
        var many = new OnlineExecutionOptions { Agents = 1_000_000, Rollouts = 4 };
        SimulationResult deployed = new OnlineExecution(many).Run(game, pair);
        ConfidenceInterval reward = deployed.Reward;
        Assert.InRange(reward.Mean, reward.Low, reward.High);

        // PairedComparison
        var comparison = new PairedComparison(new PairedComparisonOptions { Horizon = 100 });
        PairedResult compared = comparison.Compare(game, pair, trained, threshold: 0.1);
        bool better = compared.Decision == PairedDecision.Better;
        Assert.True(better);

        // Certifier
        var certifier = new Certifier(new CertificateOptions { KeepWitness = false });
        NashCertificate certificate = certifier.Run(game, trained, agents: 8).Certificate;
        double gap = certificate.EpsilonInitial;
        Assert.True(gap >= 0);

        // StoredRun
        using (RunFolder<CooperativeGame, JointPolicy, AlternationOptions> created = FiniteCodec.Instance.Create(folder, game, options))
        {
            TrainIn(created, game);
        }

        StoredRun<CooperativeGame, JointPolicy, AlternationOptions> run = FiniteCodec.Instance.Open(folder);
        JointPolicy stored = run.LoadPolicy(run.LoadGame());
        IReadOnlyList<Proposal> trace = run.LoadTrace();
        Assert.True(stored.SameAs(trained));
        Assert.Equal(result.Trace.Count, trace.Count);

        // Beyond
        var busy = ContinuousGlobalPolicy.Of((state, shares, random) => shares[0] > 0.4 ? 0 : 4);
        var stay = ContinuousLocalPolicy.Of((state, own, random) => 0);
        var deployment = new ContinuousDeployment(new WarehouseContinuous(), new ContinuousPair(busy, stay, subsample: 10));
        SimulationResult earned = new OnlineExecution(new OnlineExecutionOptions { Rollouts = 4 }).Run(deployment);
        Assert.True(double.IsFinite(earned.Reward.Mean));
    }

    [Fact]
    public void Every_snippet_of_the_page_stands_in_this_test()
    {
        string[] source = File.ReadAllLines(
            Path.Combine(RepositoryRoot.Path, "tests", "Antiphon.Tests", "Docs", $"{nameof(LibraryPageTests)}.cs")
        );
        string code = string.Join('\n', source.Select(line => line.Trim()));
        List<string[]> snippets = [.. DocsPage.Load(Page).Blocks().Where(block => block.Language == "csharp").Select(block => block.Body)];
        Assert.True(snippets.Count >= 10);
        Assert.All(snippets, snippet =>
            Assert.Contains(string.Join('\n', snippet.Select(line => line.Trim())), code, StringComparison.Ordinal)
        );
    }

    private static void TrainIn(RunFolder<CooperativeGame, JointPolicy, AlternationOptions> run, CooperativeGame game) =>
        new TrainingSession<CooperativeGame, JointPolicy, AlternationOptions>(
            run,
            game,
            FiniteCodec.Instance.Train,
            TimeProvider.System
        ).Train(progress: null, CancellationToken.None);

    /// <summary>An oracle that always proposes the same local policy.</summary>
    private sealed class Keeper(LocalPolicy policy) : IOracle<JointPolicy>
    {
        public Player Side => Player.Local;

        public Answer<JointPolicy> Propose(Turn<JointPolicy> turn, CancellationToken cancellation) =>
            new(new Candidate<JointPolicy>("keeper", turn.Incumbent with { Local = policy }, double.NaN));
    }
}
