using Antiphon.Games;
using Antiphon.Numerics;

namespace Antiphon.Learning;

/// <summary>How well a fitted game describes a log.</summary>
/// <param name="game">The declared game.</param>
/// <param name="fitted">The laws.</param>
/// <param name="hats">The coupling's hat functions.</param>
/// <param name="tables">The counts they were fitted to.</param>
internal sealed class SystemFitCheck(CooperativeGame game, FittedLaws fitted, HatFunctions hats, SystemTables tables)
{
    // Expected counts below this make squared deviations jump.
    private const double LeastVariance = 0.5;
    private const double LeastProbability = 1e-3;

    /// <summary>The laws.</summary>
    internal FittedLaws Fitted => fitted;

    /// <summary>Mean dispersion of moves, and its standard error over episodes.</summary>
    internal (double Mean, double Error) Dispersion(IReadOnlyList<SystemStep[]> episodes, CancellationToken cancellation) =>
        OverEpisodes(episodes, Dispersion, cancellation);

    private static (double Mean, double Error) OverEpisodes(
        IReadOnlyList<SystemStep[]> episodes,
        Func<SystemStep[], double> measure,
        CancellationToken cancellation
    )
    {
        var means = new List<double>();
        foreach (SystemStep[] episode in episodes)
        {
            cancellation.ThrowIfCancellationRequested();
            means.Add(measure(episode));
        }

        means.RemoveAll(double.IsNaN);
        double mean = means.Count > 0 ? means.Average() : double.NaN;
        double square = means.Sum(own => (own - mean) * (own - mean));
        return (mean, means.Count > 1 ? Math.Sqrt(square / (means.Count - 1) / means.Count) : double.NaN);
    }

    /// <summary>
    /// How much the agents of an episode differ: the mean over agents and next states of the squared sum of (1 if it moved there, else 0)
    /// minus the fitted probability, over the sum of variances. 1 for agents that are alike. With its standard error over episodes.
    /// </summary>
    internal (double Mean, double Error) Unlikeness(IReadOnlyList<SystemStep[]> episodes, CancellationToken cancellation) =>
        OverEpisodes(episodes, Unlikeness, cancellation);

    /// <summary>Mean log-likelihood of the global state's moves.</summary>
    internal double GlobalLikelihood(IReadOnlyList<SystemStep[]> episodes)
    {
        (double sum, long moves) = (0.0, 0L);
        foreach (SystemStep[] episode in episodes)
        {
            for (int step = 1; step < episode.Length; step++)
            {
                SystemStep before = episode[step - 1];
                int row = (before.GlobalState * game.GlobalActions) + before.Action;
                int next = tables.Successor(row, episode[step].GlobalState);
                sum += Math.Log(hats.Between(before.Aggregate, point => fitted.Global[row][point][next]));
                moves++;
            }
        }

        return sum / moves;
    }

    /// <summary>Mean log-likelihood of the agents' moves.</summary>
    internal double LocalLikelihood(IReadOnlyList<SystemStep[]> episodes)
    {
        (double sum, long moves) = (0.0, 0L);
        foreach (SystemStep[] episode in episodes)
        {
            for (int step = 1; step < episode.Length; step++)
            {
                SystemStep before = episode[step - 1];
                for (int agent = 0; agent < before.States.Length; agent++)
                {
                    double[] law = Law(before, agent);

                    // A move never seen counts as one of a thousand.
                    sum += Math.Log(Math.Max(LeastProbability, law[episode[step].States[agent]]));
                    moves++;
                }
            }
        }

        return sum / moves;
    }

    /// <summary>Share of the variance of the system's own rewards that the game explains.</summary>
    internal double ExplainedReward(IReadOnlyList<SystemStep[]> episodes)
    {
        SystemStep[] steps = [.. episodes.SelectMany(episode => episode)];
        double mean = steps.Average(tables.OwnReward);
        (double variance, double rest) = (0.0, 0.0);
        foreach (SystemStep step in steps)
        {
            double own = tables.OwnReward(step);
            double[] at = fitted.Rewards[(step.GlobalState * game.GlobalActions) + step.Action];
            double expected = hats.Between(step.Aggregate, point => at[point]);
            (variance, rest) = (variance + ((own - mean) * (own - mean)), rest + ((own - expected) * (own - expected)));
        }

        return variance > 0 ? 1 - (rest / variance) : double.NaN;
    }

    private double[] Law(SystemStep step, int agent) =>
        fitted.Local[tables.Row(step.States[agent], step.GlobalState, step.Actions[agent])];

    // Of an episode: the mean of (count - mean)^2 / variance over steps and next states, given where agents were and what they did.
    private double Dispersion(SystemStep[] episode)
    {
        (double sum, int terms) = (0.0, 0);
        (double[] means, double[] variances, int[] counts) = (
            new double[game.LocalStates],
            new double[game.LocalStates],
            new int[game.LocalStates]
        );
        for (int step = 1; step < episode.Length; step++)
        {
            means.AsSpan().Clear();
            variances.AsSpan().Clear();
            counts.AsSpan().Clear();
            SystemStep before = episode[step - 1];
            for (int agent = 0; agent < before.States.Length; agent++)
            {
                double[] law = Law(before, agent);
                for (int next = 0; next < law.Length; next++)
                {
                    means[next] += law[next];
                    variances[next] += law[next] * (1 - law[next]);
                }

                counts[episode[step].States[agent]]++;
            }

            for (int next = 0; next < means.Length; next++)
            {
                if (variances[next] >= LeastVariance)
                {
                    sum += (counts[next] - means[next]) * (counts[next] - means[next]) / variances[next];
                    terms++;
                }
            }
        }

        return terms > 0 ? sum / terms : double.NaN;
    }

    private double Unlikeness(SystemStep[] episode)
    {
        int agents = episode[0].States.Length;
        double[] differences = new double[agents * game.LocalStates];
        double[] variances = new double[differences.Length];
        for (int step = 1; step < episode.Length; step++)
        {
            SystemStep before = episode[step - 1];
            for (int agent = 0; agent < agents; agent++)
            {
                double[] law = Law(before, agent);
                for (int next = 0; next < law.Length; next++)
                {
                    int place = (agent * law.Length) + next;
                    differences[place] += (episode[step].States[agent] == next ? 1 : 0) - law[next];
                    variances[place] += law[next] * (1 - law[next]);
                }
            }
        }

        (double sum, int terms) = (0.0, 0);
        for (int place = 0; place < differences.Length; place++)
        {
            if (variances[place] >= LeastVariance)
            {
                sum += differences[place] * differences[place] / variances[place];
                terms++;
            }
        }

        return terms > 0 ? sum / terms : double.NaN;
    }
}
