using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Simulation;

namespace Antiphon.Evaluation;

/// <summary>
/// Judges what memory is worth beside a fixed local policy: one plan, read at an estimate that remembers, at the present observation
/// alone, and at the population itself, in the same simulated seeds. Results do not depend on the number of threads.
/// </summary>
/// <param name="execution">
/// Sizes, seeds and disturbances. Lost and late observations and wrong models do not affect a full-information dispatcher; shocks do.
/// </param>
public sealed class MemoryStudy(OnlineExecutionOptions execution)
{
    /// <summary>Simulates.</summary>
    /// <param name="game">The game.</param>
    /// <param name="local">pi_l.</param>
    /// <param name="plan">What to do where the population is known.</param>
    /// <param name="memory">What is remembered.</param>
    /// <param name="with">Each k with memory, from 0 to n; at least one.</param>
    /// <param name="without">Each k without, from 1 to n.</param>
    /// <param name="progress">Receives the completed fraction in [0, 1].</param>
    /// <param name="cancellation">Stops the simulation.</param>
    /// <exception cref="InvalidInputException">A k is out of range, or something does not fit the game.</exception>
    /// <exception cref="OperationCanceledException">The simulation was cancelled.</exception>
    public MemoryCurve Run(
        CooperativeGame game,
        LocalPolicy local,
        PopulationPlan plan,
        MemoryOptions memory,
        IReadOnlyList<int> with,
        IReadOnlyList<int> without,
        IProgress<Progress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentNullException.ThrowIfNull(with);
        ArgumentNullException.ThrowIfNull(without);
        long agents = execution.Agents ?? game.Agents;
        Require(with, 0, agents, "with");
        Require(without, 1, agents, "without");
        if (with.Count == 0)
        {
            throw new InvalidInputException("there is no k with memory; expected at least one");
        }

        MemoryOptions forgetful = memory with { Filter = FilterKind.LastObservation, Watch = false };
        (int done, int total) = (0, with.Count + without.Count + 1);
        OnlineExecutionOptions informed = execution with
        {
            Disturbances = execution.Disturbances is { } some
                ? some with
                {
                    LostObservations = 0,
                    Delay = 0,
                    KernelError = 0,
                    AgentsFactor = 1,
                }
                : null,
        };
        int everyone = (int)Math.Min(agents, int.MaxValue);
        return new MemoryCurve
        {
            FullInformation = Simulate(informed, everyone, forgetful),
            With = [.. with.Distinct().Order().Select(k => new MemoryPoint(k, Simulate(execution, k, memory)))],
            Without = [.. without.Distinct().Order().Select(k => new MemoryPoint(k, Simulate(execution, k, forgetful)))],
        };

        SimulationResult Simulate(OnlineExecutionOptions options, int subsample, MemoryOptions kept)
        {
            var part = new ProgressPart(progress, (double)done / total, 1.0 / total);
            done++;
            return new OnlineExecution(options).Run(
                game,
                new JointPolicy(new RememberingPolicy(subsample, plan, kept), local),
                part,
                cancellation
            );
        }
    }

    private static void Require(IReadOnlyList<int> observations, int least, long agents, string kind)
    {
        foreach (int k in observations.Where(k => k < least || k > agents))
        {
            throw new InvalidInputException(
                $"k = {k:N0} {kind} memory; expected from {least} to the number of agents, "
                    + $"{agents:N0}{(k == 0 ? "; only a dispatcher with memory can act without observations" : "")}"
            );
        }
    }
}
