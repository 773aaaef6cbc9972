using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Simulation;

namespace Antiphon.Learning;

/// <summary>
/// Logs a system while it is explored. Each step records the states and actions of the agents drawn for the episode, the declared
/// aggregate of all agents, and the global action. The reward is the system's own part plus the mean of the tracked agents' declared
/// rewards.
/// </summary>
/// <param name="options">How long, how many agents are tracked, from which seed.</param>
public sealed class SystemRecorder(SystemLogOptions options)
{
    /// <summary>Writes a log. Equal options and systems give equal bytes.</summary>
    /// <param name="system">The system.</param>
    /// <param name="output">Receives the log.</param>
    /// <param name="progress">Receives the completed fraction.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>How many episodes there are, and the mean reward of a step.</returns>
    /// <exception cref="InvalidInputException">An option or the declaration is wrong, or the system breaks it.</exception>
    /// <exception cref="DoesNotFitException">The episodes that are logged at a time do not fit in memory.</exception>
    /// <exception cref="ArithmeticException">A reward is not finite.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public LogSummary Run(
        IAgentSystem system,
        Stream output,
        IProgress<Progress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(output);
        CooperativeGame skeleton = system.Declaration.Skeleton();
        options.Check(system.Declaration.Agents);
        double bytes = 2.0 * sizeof(int) * options.Tracked * options.Horizon * Batch;
        MemoryBudget.Require(bytes, "the episodes that are logged in parallel", "lower Tracked, Horizon or Threads");
        var writer = new LogWriter(output, Layout(skeleton));
        NeumaierSum rewards = default;
        for (int first = 0; first < options.Episodes; first += Batch)
        {
            var rows = new Row[Math.Min(Batch, options.Episodes - first)][];
            int begin = first;
            ParallelRollouts.Run<object?>(
                first,
                first + rows.Length,
                options.Threads,
                () => null,
                (episode, _, _) => rows[episode - begin] = Record(system, skeleton, episode),
                null,
                cancellation
            );
            for (int place = 0; place < rows.Length; place++)
            {
                for (int step = 0; step < rows[place].Length; step++)
                {
                    Row row = rows[place][step];
                    writer.Write(first + place, step, row.GlobalState, row.States, row.Actions, row.Aggregates, row.Action, row.Reward);
                    rewards.Add(row.Reward);
                }
            }

            progress?.Report(new Progress((double)(first + rows.Length) / options.Episodes));
        }

        writer.Flush();
        long steps = (long)options.Episodes * options.Horizon;
        return new LogSummary(steps, options.Episodes, rewards.Value / steps);
    }

    /// <summary>What has to be known of such a log.</summary>
    /// <param name="system">The system.</param>
    public LogDescription Describe(IAgentSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        CooperativeGame skeleton = system.Declaration.Skeleton();
        return new LogDescription(
            skeleton,
            options.Around?.Local ?? LocalPolicy.Uniform(skeleton),
            TrackedSet.Fixed,
            (long)options.Episodes * options.Horizon,
            options.Around is null
                ? "repeats a random action for five steps on average; the local agents' habits are drawn anew for each episode"
                : "acts by a policy and sometimes repeats a random action; the local agents act by theirs, and by habits in some of "
                    + "their decisions",
            options.Seed
        );
    }

    // So many episodes are held at a time, to be written in order.
    private int Batch => 4 * options.Threads;

    private LogLayout Layout(CooperativeGame game) =>
        new(TrackedColumns.States, options.Tracked, LocalActions: true, game.Aggregates.Count);

    private Row[] Record(IAgentSystem system, CooperativeGame skeleton, int episode)
    {
        RandomStream stream = new RandomStream(options.Seed).Split(LearningPurposes.LoggedEpisode, episode);
        RandomStream habits = stream.Split(LearningPurposes.Habits);
        JointPolicy pair = options.Around is { } around
            ? new JointPolicy(new ExploringPolicy(around.Global), ExploringPolicy.Habits(skeleton, around.Local, habits))
            : new JointPolicy(new ExploringPolicy(skeleton.GlobalActions), ExploringPolicy.Habits(skeleton, habits));
        SystemSteps steps = new SystemDeployment(system, skeleton, pair).CreateSteps();
        steps.Start(stream);
        int[] tracked = Tracked(system.Declaration.Agents, stream.Split(LearningPurposes.TrackedAgents));
        var rows = new Row[options.Horizon];
        double[] fractions = new double[skeleton.LocalStates];
        for (int step = 0; step < rows.Length; step++)
        {
            steps.Act();
            for (int state = 0; state < fractions.Length; state++)
            {
                fractions[state] = (double)steps.Counts[state] / steps.States.Length;
            }

            rows[step] = new Row(
                steps.GlobalState,
                Of(tracked, steps.States),
                Of(tracked, steps.Actions),
                [.. skeleton.Aggregates.Select(aggregate => aggregate.Of(fractions))],
                steps.GlobalAction,
                steps.GlobalReward + steps.LocalReward(tracked)
            );
            steps.Move();
        }

        return rows;
    }

    // A uniform subset, by the first steps of Fisher and Yates's shuffle: agents need not be alike.
    private int[] Tracked(int agents, RandomStream chance)
    {
        int[] order = [.. Enumerable.Range(0, agents)];
        for (int place = 0; place < options.Tracked; place++)
        {
            int other = place + (int)chance.NextBelow(agents - place);
            (order[place], order[other]) = (order[other], order[place]);
        }

        return order[..options.Tracked];
    }

    private static int[] Of(int[] tracked, ReadOnlySpan<int> all)
    {
        int[] own = new int[tracked.Length];
        for (int place = 0; place < own.Length; place++)
        {
            own[place] = all[tracked[place]];
        }

        return own;
    }

    private sealed record Row(int GlobalState, int[] States, int[] Actions, double[] Aggregates, int Action, double Reward);
}
