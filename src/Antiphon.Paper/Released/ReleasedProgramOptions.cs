using Antiphon.Simulation;

namespace Antiphon.Paper;

/// <summary>
/// Options of <see cref="ReleasedProgram"/>. The defaults are the released program's own settings; equal options give equal results, at
/// any number of threads.
/// </summary>
internal sealed record ReleasedProgramOptions
{
    /// <summary>k, how many local agents the global agent observes per step; from 1 to n.</summary>
    public required int Subsample { get; init; }

    /// <summary>
    /// Which global state the agents' transitions see in both evaluations. The program's is the new one; its training does not know the
    /// difference but for the check.
    /// </summary>
    public LocalMoveOrder MoveOrder { get; init; } = LocalMoveOrder.AfterGlobal;

    /// <summary>The most alternations; at least 1.</summary>
    public int Alternations { get; init; } = 5;

    /// <summary>The share of the value within which two values count as equal; not negative.</summary>
    public double Plateau { get; init; } = 0.01;

    /// <summary>
    /// Sweeps of value iteration in G-LEARN; at least 1. The program's own tolerance of 1e-6 is never met in 100 sweeps at gamma = 0.95.
    /// </summary>
    public int Sweeps { get; init; } = 100;

    /// <summary>Observations per global state that L-LEARN draws; at least 1.</summary>
    public int Draws { get; init; } = 200;

    /// <summary>Steps of an episode of the check after each alternation; at least 1.</summary>
    public int CheckHorizon { get; init; } = 30;

    /// <summary>Episodes of the check; at least 1.</summary>
    public int CheckRollouts { get; init; } = 20;

    /// <summary>Steps of an episode of the final evaluation; at least 1.</summary>
    public int Horizon { get; init; } = 50;

    /// <summary>Episodes per seed of the final evaluation; at least 1.</summary>
    public int Rollouts { get; init; } = 50;

    /// <summary>Seeds of the final evaluation; at least 1.</summary>
    public int Seeds { get; init; } = 15;

    /// <summary>Root of the randomness of training: L-LEARN's draws and the check's episodes.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Root of the randomness of the final evaluation.</summary>
    public ulong EvaluationSeed { get; init; } = 1;

    /// <summary>Threads at work, at least 1. Results do not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>The final evaluation.</summary>
    public OnlineExecutionOptions Evaluation =>
        new()
        {
            Horizon = Horizon,
            Rollouts = Rollouts,
            Seeds = Seeds,
            Seed = EvaluationSeed,
            MoveOrder = MoveOrder,
            Threads = Threads,
        };

    /// <summary>The check after an alternation.</summary>
    /// <param name="seed">Root of its randomness.</param>
    internal OnlineExecutionOptions Check(ulong seed) =>
        new()
        {
            Horizon = CheckHorizon,
            Rollouts = CheckRollouts,
            Seeds = 1,
            Seed = seed,
            MoveOrder = MoveOrder,
            Threads = Threads,
        };

    internal void Require()
    {
        if (Alternations < 1 || !(Plateau >= 0 && double.IsFinite(Plateau)))
        {
            throw new InvalidOptionException(
                $"the released program needs at least 1 alternation and a plateau of 0 or more; found {Alternations} and {Plateau}"
            );
        }
    }
}
