using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Simulation;

namespace Antiphon.Benchmarks.Simulating;

/// <summary>The parts of a step of online execution, each made repeatable over recorded situations.</summary>
internal sealed class StepParts
{
    /// <summary>Population size n.</summary>
    public const long Agents = 1000;

    /// <summary>Number of recorded situations: what one run of a part goes through.</summary>
    public const int Situations = Episodes * Horizon;

    private const int Episodes = 40;
    private const int Horizon = 100;
    private static readonly ulong Purpose = RandomStream.PurposeKey("part");

    private readonly DeployedPair pair;
    private readonly Episode episode;
    private readonly StepMoves step;
    private readonly IGlobalActor actor;
    private readonly RandomStream root = new(1);
    private readonly RandomStream chance = new(2);
    private readonly List<Situation> situations = [];
    private readonly List<Draw> inversions = [];
    private readonly List<Draw> rejections = [];
    private readonly long[] room;
    private long rollouts;
    private double sink;

    /// <summary>Records episodes of the benchmark's pair.</summary>
    /// <param name="subsample">k.</param>
    public StepParts(int subsample)
    {
        CooperativeGame game = BuiltInGames.Get("warehouse-flat").WithAgents(Agents);
        var policy = new JointPolicy(
            BaselinePolicies.Global(game, subsample).Single(named => named.Name == "sample mode").Policy,
            BaselinePolicies.Local(game).Single(named => named.Name == "follow").Policy
        );
        pair = new DeployedPair(game, policy, Agents);
        episode = new Episode(pair);
        step = new StepMoves(pair);
        actor = policy.Global.Start(pair.World, root);
        room = new long[game.LocalStates];
        Record();
        RecordDraws(new LocalKernels(game, policy.Local.Probabilities));
        Parts =
        [
            ("whole step", RunEpisodes),
            ("start of an episode, per step", Start),
            ("splitting the streams", Split),
            ("observation", Observe),
            ("rank, action", RankAndAct),
            ("reward", Reward),
            ("mode", Mode),
            ("global state", MoveGlobal),
            ("local moves", MoveLocal),
            ("the same, state by state", MoveLocalByState),
            ("of these, draws by inversion", () => DrawAll(inversions)),
            ("of these, draws by rejection", () => DrawAll(rejections)),
        ];
    }

    /// <summary>The whole step, then its parts.</summary>
    public IReadOnlyList<(string Name, Action Run)> Parts { get; }

    /// <summary>How many binomial numbers a step draws, and how.</summary>
    public string DrawsPerStep =>
        $"{(double)inversions.Count / Situations:F1} by inversion, {(double)rejections.Count / Situations:F1} by rejection";

    private void Record()
    {
        for (int number = 0; number < Episodes; number++)
        {
            RandomStream rollout = root.Split("rollout", number);
            episode.Start(rollout);
            for (int time = 0; time < Horizon; time++)
            {
                long[] counts = [.. episode.Counts];
                int state = episode.GlobalState;
                MultivariateHypergeometricSampler.Sample(chance, counts, pair.Global.Subsample, room);
                int[] seen = [.. room.Select(count => (int)count)];
                int action = episode.Act();
                episode.Move(action);
                situations.Add(new Situation(counts, seen, state, action, episode.GlobalState));
            }
        }
    }

    // The conditional binomials of MultinomialLaw, one by one.
    private void RecordDraws(LocalKernels kernels)
    {
        foreach (Situation situation in situations)
        {
            for (int state = 0; state < room.Length; state++)
            {
                double[] row =
                [
                    .. kernels.Transition(situation.GlobalState).Slice(state * room.Length, room.Length).ToArray().OrderDescending(),
                ];
                long left = situation.Counts[state];
                for (int place = 0; place < row.Length - 1 && left > 0 && row[place] > 0; place++)
                {
                    double share = Math.Min(1, row[place] / row[place..].Sum());
                    var draw = new Draw(new BinomialLaw(share), left);
                    (left * Math.Min(share, 1 - share) < BinomialLaw.RejectionMean ? inversions : rejections).Add(draw);
                    left -= draw.Law.Sample(chance, left);
                }
            }
        }
    }

    // Never the same episode twice: the processor's branch predictor would learn it.
    private void RunEpisodes()
    {
        for (int number = 0; number < Episodes; number++)
        {
            root.SplitInto(chance, Purpose, rollouts++);
            sink += EpisodeReturn.Run(episode, chance, Horizon, pair.Discount, CancellationToken.None).Discounted;
        }
    }

    private void Start()
    {
        for (int number = 0; number < Episodes; number++)
        {
            episode.Start(root);
        }
    }

    // One stream for the observation and one per occupied local state.
    private void Split()
    {
        StreamFamily family = root.Family(Purpose);
        foreach (Situation situation in situations)
        {
            family.SplitInto(chance, 0);
            for (int state = 0; state < situation.Counts.Length; state++)
            {
                if (situation.Counts[state] > 0)
                {
                    family.SplitInto(chance, state);
                }
            }
        }
    }

    private void Observe()
    {
        foreach (Situation situation in situations)
        {
            MultivariateHypergeometricSampler.Sample(chance, situation.Counts, pair.Global.Subsample, room);
        }
    }

    private void RankAndAct()
    {
        foreach (Situation situation in situations)
        {
            sink += actor.Act(situation.GlobalState, situation.Seen, chance);
        }
    }

    private void Reward()
    {
        foreach (Situation situation in situations)
        {
            sink += pair.Reward(situation.GlobalState, situation.Action, situation.Counts);
        }
    }

    private void Mode()
    {
        foreach (Situation situation in situations)
        {
            sink += Episode.ModeOf(situation.Counts);
        }
    }

    private void MoveGlobal()
    {
        foreach (Situation situation in situations)
        {
            sink += CategoricalSampler.Sample(chance.NextDouble(), pair.Game.GlobalTransition(situation.GlobalState, situation.Action));
        }
    }

    // As an episode does: side by side where the processor can.
    private void MoveLocal()
    {
        StreamFamily family = root.Family(Purpose);
        foreach (Situation situation in situations)
        {
            step.Between(situation.GlobalState, situation.NextGlobalState);
            if (!step.AddSamples(family, rollouts += room.Length, chance, situation.Counts, room))
            {
                MoveByState(situation);
            }
        }
    }

    private void MoveLocalByState()
    {
        foreach (Situation situation in situations)
        {
            MoveByState(situation);
        }
    }

    private void MoveByState(Situation situation)
    {
        for (int state = 0; state < situation.Counts.Length; state++)
        {
            if (situation.Counts[state] > 0)
            {
                pair.Moves(situation.GlobalState, situation.NextGlobalState, state).AddSample(chance, situation.Counts[state], room);
            }
        }
    }

    private void DrawAll(List<Draw> draws)
    {
        foreach (Draw draw in draws)
        {
            sink += draw.Law.Sample(chance, draw.Trials);
        }
    }

    private sealed record Situation(long[] Counts, int[] Seen, int GlobalState, int Action, int NextGlobalState);

    private sealed record Draw(BinomialLaw Law, long Trials);
}
