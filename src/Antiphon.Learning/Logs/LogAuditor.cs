using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Populations;

namespace Antiphon.Learning;

/// <summary>Reads a log once, checks every line of it, and reports what it covers.</summary>
public static class LogAuditor
{
    private const int MostQuantities = 32;

    /// <summary>Audits a log.</summary>
    /// <param name="log">The log.</param>
    /// <param name="progress">Receives the completed fraction.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="InvalidInputException">
    /// A line is wrong (the message names it), the log cannot be read, or its tables do not fit in memory.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static LogAudit Run(TrajectoryLog log, IProgress<Progress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(log);
        using LogReader reader = log.Open();
        CooperativeGame game = log.Description.Game;
        CountLattice lattice = LogTables.RequireLattice(game, reader.Subsample);
        var collector = new Collector(game, lattice, reader, new LocalKernels(game, log.Description.Local.Probabilities));
        long steps = LogWalk.Run(log, reader, lattice, collector, progress, cancellation);
        return collector.Transitions > 0
            ? collector.Result(steps, reader, log.Description)
            : throw new InvalidInputException($"{log.Path}: no step has a successor in its episode; there is nothing to learn from");
    }

    private sealed class Collector : IStepListener
    {
        private readonly CooperativeGame game;
        private readonly LocalKernels kernels;
        private readonly LogTables tables;
        private readonly LawCheck law;
        private readonly Autocorrelations correlations;
        private readonly double[] quantities;
        private readonly int[] agents;
        private double smallest = double.PositiveInfinity;
        private double largest = double.NegativeInfinity;
        private long episodes;

        public Collector(CooperativeGame game, CountLattice lattice, LogReader reader, LocalKernels kernels)
        {
            (this.game, this.kernels) = (game, kernels);
            agents = new int[reader.Subsample == 1 ? 1 : reader.Agents.Length];
            tables = new LogTables(game, lattice, agents.Length > 0);
            law = new LawCheck(game, kernels);
            quantities = new double[Math.Min(MostQuantities, 1 + game.GlobalStates + game.LocalStates)];
            correlations = new Autocorrelations(quantities.Length);
        }

        public long Transitions { get; private set; }

        public void See(LogReader step)
        {
            if (step.StartsEpisode)
            {
                correlations.Restart();
                episodes++;
            }

            Quantities(step);
            correlations.Add(quantities);
            law.Keep(step.Counts);
            KeepAgents(step);
        }

        public void Learn(in LoggedStep before, LogReader now, int cell)
        {
            int entry = (before.Cell * game.GlobalActions) + before.Action;
            tables.Visits[entry]++;
            tables.RewardSums[entry] += before.Reward;
            tables.GlobalMoves[(((before.GlobalState * game.GlobalActions) + before.Action) * game.GlobalStates) + now.GlobalState]++;
            smallest = Math.Min(smallest, before.Reward);
            largest = Math.Max(largest, before.Reward);
            Transitions++;
            if (tables.LocalMoves is { } moves)
            {
                CountMoves(moves, before.GlobalState * game.LocalStates, now);
            }
            else
            {
                law.Follow(before.GlobalState, now.Counts);
            }
        }

        public LogAudit Result(long steps, LogReader reader, LogDescription description)
        {
            (double time, bool open) = correlations.Relaxation();
            var audit = new LogAudit
            {
                Steps = steps,
                Episodes = episodes,
                Transitions = Transitions,
                Subsample = reader.Subsample,
                Columns = reader.Layout.Columns,
                Tracked = description.Tracked,
                MeanReward = tables.RewardSums.Sum() / Transitions,
                SmallestReward = smallest,
                LargestReward = largest,
                Cells = tables.Cells,
                CellsSeen = CountCells((seen, _) => seen > 0),
                CellsComplete = CountCells((seen, allowed) => seen == allowed),
                Entries = tables.Visits.Length - (game.Allowed.ForbiddenGlobal * tables.Lattice.Size),
                EntriesSeen = tables.Visits.LongCount(visits => visits > 0),
                LeastVisits = tables.Visits.Where((_, entry) => IsAllowed(entry)).Min(),
                LeastVisitsSeen = tables.Visits.Where(visits => visits > 0).Min(),
                RelaxationTime = time,
                RelaxationIsOpen = open,
                LocalDeviation = law.LocalDeviation(tables),
                GlobalDeviation = law.GlobalDeviation(tables),
                Tolerance = law.Tolerance,
                RewardDifference = RewardDifference(),
                Notices = [],
                Tables = tables,
            };
            return audit with { Notices = AuditNotices.Of(audit) };
        }

        // reward, then [s_g = ..], then the fractions in each local state, as far as there is room.
        private void Quantities(LogReader step)
        {
            quantities.AsSpan().Clear();
            quantities[0] = step.Reward;
            if (1 + step.GlobalState < quantities.Length)
            {
                quantities[1 + step.GlobalState] = 1;
            }

            for (int state = 0; state < game.LocalStates && 1 + game.GlobalStates + state < quantities.Length; state++)
            {
                quantities[1 + game.GlobalStates + state] = (double)step.Counts[state] / step.Subsample;
            }
        }

        private void KeepAgents(LogReader step)
        {
            for (int agent = 0; agent < agents.Length; agent++)
            {
                agents[agent] = StateOf(step, agent);
            }
        }

        private void CountMoves(long[] moves, int row, LogReader now)
        {
            for (int agent = 0; agent < agents.Length; agent++)
            {
                moves[((row + agents[agent]) * game.LocalStates) + StateOf(now, agent)]++;
            }
        }

        // The counts of a single agent are its state.
        private static int StateOf(LogReader step, int agent) => step.Agents.Length > 0 ? step.Agents[agent] : step.Counts.IndexOf(1);

        private bool IsAllowed(int entry) =>
            game.Allowed.Global(entry / game.GlobalActions / tables.Lattice.Size).Contains(entry % game.GlobalActions);

        private long CountCells(Func<int, int, bool> holds)
        {
            long count = 0L;
            for (int cell = 0; cell < tables.Cells; cell++)
            {
                Span<long> visits = tables.Visits.AsSpan(cell * game.GlobalActions, game.GlobalActions);
                int allowed = game.Allowed.Global(cell / tables.Lattice.Size).Count;
                count += holds(visits.Length - visits.Count(0L), allowed) ? 1 : 0;
            }

            return count;
        }

        private double RewardDifference()
        {
            int[] counts = new int[game.LocalStates];
            double difference = 0.0;
            for (int entry = 0; entry < tables.Visits.Length; entry++)
            {
                if (tables.Visits[entry] > 0)
                {
                    (int cell, int action) = (entry / game.GlobalActions, entry % game.GlobalActions);
                    tables.Lattice.Unrank(cell % tables.Lattice.Size, counts);
                    ReadOnlySpan<double> local = kernels.Reward(cell / tables.Lattice.Size);
                    double sum = 0.0;
                    for (int state = 0; state < counts.Length; state++)
                    {
                        sum += counts[state] * local[state];
                    }

                    double expected = game.GlobalReward(cell / tables.Lattice.Size, action) + (sum / tables.Lattice.Agents);
                    difference = Math.Max(difference, Math.Abs((tables.RewardSums[entry] / tables.Visits[entry]) - expected));
                }
            }

            return difference;
        }
    }
}
