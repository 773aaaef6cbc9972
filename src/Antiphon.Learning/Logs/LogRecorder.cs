using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Learning;

/// <summary>
/// Records a log: what a behaviour policy does in the game, as historical data would hold it. Tracked agents that stay the same are
/// simulated alone, since the others do not touch them: then the log is a trajectory of the k-agent surrogate. Redrawn ones are samples of
/// the population of n.
/// </summary>
/// <param name="options">How long, how tracked, from which seed.</param>
public sealed class LogRecorder(LogOptions options)
{
    private const long StepsBetweenReports = 1 << 16;

    /// <summary>Writes a log. Equal options give equal bytes.</summary>
    /// <param name="game">The game.</param>
    /// <param name="behaviour">What the global agent does; observations of k agents.</param>
    /// <param name="local">What the local agents do.</param>
    /// <param name="output">Receives the log.</param>
    /// <param name="progress">Receives the completed fraction.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>How many episodes there are, and the mean reward of a step.</returns>
    /// <exception cref="InvalidInputException">An option is out of range, or the policies do not fit the game.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public LogSummary Run(
        CooperativeGame game,
        GlobalPolicy behaviour,
        LocalPolicy local,
        Stream output,
        IProgress<Progress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentNullException.ThrowIfNull(behaviour);
        ArgumentNullException.ThrowIfNull(local);
        ArgumentNullException.ThrowIfNull(output);
        options.Check();
        game.RequireOneType("a log", "log a game without types");
        if (options.Tracked != TrackedSet.Fresh)
        {
            game.RequireUncoupled("a log of the same agents, which are simulated separately,", "draw the agents anew at each step");
        }

        GlobalPolicy acting = options.Exploration > 0 ? new EpsilonGreedyPolicy(behaviour, options.Exploration, game.Allowed) : behaviour;
        var pair = new JointPolicy(acting, local);
        new JointPolicy(behaviour, local).RequireFit(game);
        TrackedAgents tracked = Tracked(game, pair);
        LogLayout layout = LayoutFor(game, behaviour.Subsample);
        return Write(
            tracked,
            new LogWriter(output, layout),
            layout.Columns == TrackedColumns.States ? tracked.States : tracked.Counts,
            progress,
            cancellation
        );
    }

    /// <summary>The columns of the log.</summary>
    /// <param name="game">The game.</param>
    /// <param name="subsample">k.</param>
    internal LogLayout LayoutFor(CooperativeGame game, int subsample)
    {
        ArgumentNullException.ThrowIfNull(game);
        return new LogLayout(options.Columns, options.Columns == TrackedColumns.States ? subsample : game.LocalStates);
    }

    private TrackedAgents Tracked(CooperativeGame game, JointPolicy pair)
    {
        var kernels = new LocalKernels(game, pair.Local.Probabilities);
        return options.Tracked == TrackedSet.Fresh
            ? new RedrawnAgents(game, pair.Global, pair.Local, kernels)
            : new SameAgents(game, pair.Global, pair.Local, kernels);
    }

    private LogSummary Write(
        TrackedAgents tracked,
        LogWriter writer,
        int[] columns,
        IProgress<Progress>? progress,
        CancellationToken cancellation
    )
    {
        var root = new RandomStream(options.Seed);
        long length = options.EpisodeLength ?? options.Steps;
        (long episode, long step) = (-1L, 0L);
        NeumaierSum rewards = default;
        for (long written = 0L; written < options.Steps; written++)
        {
            if (written % StepsBetweenReports == 0)
            {
                cancellation.ThrowIfCancellationRequested();
                progress?.Report(new Progress((double)written / options.Steps));
            }

            if (written % length == 0)
            {
                (episode, step) = (episode + 1, 0);
                tracked.Start(root.Split(LearningPurposes.LoggedEpisode, episode));
            }

            int action = tracked.Act();
            double reward = tracked.Reward(action);
            writer.Write(episode, step, tracked.GlobalState, columns, action, reward);
            rewards.Add(reward);
            tracked.Move(action);
            step++;
        }

        writer.Flush();
        return new LogSummary(options.Steps, episode + 1, rewards.Value / options.Steps);
    }
}

/// <summary>What was recorded.</summary>
/// <param name="Steps">Steps over all episodes.</param>
/// <param name="Episodes">Episodes.</param>
/// <param name="MeanReward">Mean reward of a step.</param>
public sealed record LogSummary(long Steps, long Episodes, double MeanReward);
