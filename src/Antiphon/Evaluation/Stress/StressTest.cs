using System.Collections.Immutable;
using System.Globalization;
using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Simulation;

namespace Antiphon.Evaluation;

/// <summary>
/// Deploys a pair of any kind in worlds that are not the one it was made for, on common random numbers: kernels that are off, switch or
/// drift, observations lost or late, shocks, another number of agents, and the worst kernels within a distance that an adversary finds. No
/// model of the pair knows about these changes. docs/worlds-that-change.md explains every world.
/// </summary>
/// <remarks>Equal arguments give equal results, whatever the number of threads.</remarks>
public sealed class StressTest
{
    private readonly StressOptions options;

    /// <summary>Prepares a test.</summary>
    /// <param name="options">Sizes and distance.</param>
    /// <exception cref="InvalidOptionException">An option is out of range or would have no effect.</exception>
    public StressTest(StressOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Require();
        this.options = options with { Execution = options.Execution with { MeanRewards = true } };
    }

    /// <summary>Simulates every world.</summary>
    /// <param name="game">The game.</param>
    /// <param name="pair">The pair.</param>
    /// <param name="progress">Receives the completed fraction in [0, 1] and the world, from any thread.</param>
    /// <param name="cancellation">Stops the simulation.</param>
    /// <exception cref="InvalidInputException">The pair cannot be deployed in the undisturbed world.</exception>
    /// <exception cref="OperationCanceledException">The simulation was cancelled.</exception>
    public StressResult Run(
        CooperativeGame game,
        JointPolicy pair,
        IProgress<Progress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentNullException.ThrowIfNull(pair);
        long agents = options.Execution.Agents ?? game.Agents;
        IReadOnlyList<StressWorld> worlds = StressWorld.All(game, agents, options.Execution.Horizon);
        var bench = new Bench(options.Execution, game, pair, worlds[0], worlds.Count + 2, progress, cancellation);
        return new StressResult([.. worlds.Select(bench.Measure), bench.Worst(options, worlds.Count, agents)], options.Distance, agents);
    }

    private sealed class Bench
    {
        private const int ScreeningShare = 10;

        // Beyond, the rows of other kernels take much memory and more time than the test.
        private const double MostEntries = 2e7;

        // Beyond so many (s_g, a_g) of a coupled game, each of which costs an evaluation of the pair, none but the simple rivals are
        // tried.
        private const int MostSwitches = 100;

        private const string BlindName = "best blind dispatcher found";

        private readonly OnlineExecutionOptions execution;
        private readonly CooperativeGame game;
        private readonly JointPolicy pair;
        private readonly int parts;
        private readonly IProgress<Progress>? progress;
        private readonly CancellationToken cancellation;
        private readonly IReadOnlyList<double> undisturbed;
        private ImmutableArray<int>? blind;

        public Bench(
            OnlineExecutionOptions execution,
            CooperativeGame game,
            JointPolicy pair,
            StressWorld world,
            int parts,
            IProgress<Progress>? progress,
            CancellationToken cancellation
        )
        {
            this.execution = execution;
            this.game = game;
            this.pair = pair;
            this.parts = parts;
            this.progress = progress;
            this.cancellation = cancellation;
            undisturbed = Simulate(execution, pair, world, Part(0, world.Name)).Samples;
        }

        public StressedReturn Measure(StressWorld world, int place)
        {
            try
            {
                ProgressPart part = Part(place + 1, world.Name);
                SimulationResult result = Simulate(execution, pair, world, part);
                NamedGlobalPolicy rival = Rival(world);
                SimulationResult other = Simulate(execution, pair with { Global = rival.Policy }, world, null);
                return new StressedReturn(world.Name)
                {
                    Deployed = result.Reward,
                    Change = world.Disturbances is null ? null : DeployedBaselines.Difference(result.Samples, undisturbed),
                    Lead = DeployedBaselines.Difference(result.Samples, other.Samples),
                    Rival = rival.Name,
                };
            }
            catch (InvalidInputException refused)
            {
                return Refused(world.Name, refused);
            }
        }

        public StressedReturn Worst(StressOptions options, int place, long agents)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"worst kernels found within {options.Distance:0.###}");
            try
            {
                KernelChange? worst = new WorstKernels(options, game, pair, cancellation).Find(Part(place + 1, name));
                return Measure(new StressWorld(name, agents, new() { Kernels = worst }), place);
            }
            catch (InvalidInputException refused)
            {
                return Refused(name, refused);
            }
        }

        private static StressedReturn Refused(string world, InvalidInputException refused) =>
            new(world)
            {
                Refusal = refused is GameValidationException { Violations: [var first, ..] }
                    ? first.ToString()
                    : string.Join(' ', refused.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)),
            };

        // The best in this world: what observing is worth there, not what another world's choice would lose.
        private NamedGlobalPolicy Rival(StressWorld world)
        {
            OnlineExecutionOptions brief = execution with { Rollouts = Math.Max(1, execution.Rollouts / ScreeningShare) };
            return Rivals(world).MaxBy(rival => Simulate(brief, pair with { Global = rival.Policy }, world, null).Reward.Mean)!;
        }

        // Those that are equal count once: under a clock holding is always taking the first action.
        private IEnumerable<NamedGlobalPolicy> Rivals(StressWorld world)
        {
            int[][] simple = [.. BlindAnswer.Simple(game)];
            IEnumerable<(string Name, ImmutableArray<int> Actions)> rivals = simple.Select(
                (actions, place) =>
                    (place < game.GlobalActions ? $"constant {game.GlobalActionNames[place]}" : "hold", actions.ToImmutableArray())
            );
            double entries = (double)game.GlobalStates * game.LocalStates * game.LocalActions * game.LocalStates;
            bool isSmall = entries <= MostEntries && (game.Couplings is null || game.GlobalStates * game.GlobalActions <= MostSwitches);
            if (isSmall)
            {
                rivals = rivals.Append((BlindName, blind ??= BlindAnswer.Find(game, pair.Local, null, cancellation)));
            }

            if (isSmall && game.Couplings is null && world.Disturbances?.Kernels is { } change)
            {
                SparseRows moves = change.Moves(game, execution.Horizon);
                rivals = rivals.Append((BlindName, BlindAnswer.Find(game, pair.Local, moves, cancellation)));
            }

            return rivals
                .Select(rival => rival with { Actions = Played(rival.Actions) })
                .DistinctBy(rival => string.Join(' ', rival.Actions), StringComparer.Ordinal)
                .Select(rival => new NamedGlobalPolicy(
                    rival.Name,
                    new BlindPolicy(pair.Global.Subsample, game.GlobalActions, rival.Actions)
                ));
        }

        private ImmutableArray<int> Played(ImmutableArray<int> actions) =>
            [.. actions.Select((action, state) => game.Allowed.Global(state).Played(action))];

        private SimulationResult Simulate(
            OnlineExecutionOptions sizes,
            JointPolicy deployed,
            StressWorld world,
            IProgress<Progress>? part
        ) =>
            new OnlineExecution(sizes with { Agents = world.Agents, Disturbances = world.Disturbances }).Run(
                game,
                deployed,
                part,
                cancellation
            );

        private ProgressPart Part(int place, string name) => new(progress, (double)place / parts, 1.0 / parts, name);
    }
}
