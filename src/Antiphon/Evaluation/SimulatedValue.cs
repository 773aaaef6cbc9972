using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Simulation;

namespace Antiphon.Evaluation;

/// <summary>What a pair earns when deployed, as estimates measure it.</summary>
internal static class SimulatedValue
{
    private const int Seeds = 15;

    /// <summary>Simulates the game's n agents.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    internal static SimulationResult Measure(
        CooperativeGame game,
        JointPolicy pair,
        CertificateOptions options,
        CancellationToken cancellation
    )
    {
        SimulationResult result = new OnlineExecution(
            new OnlineExecutionOptions
            {
                Horizon = options.Horizon,
                Rollouts = (options.Rollouts + Seeds - 1) / Seeds,
                Seeds = Seeds,
                Seed = options.Seed,
                Threads = options.Threads,
            }
        ).Run(game, pair, cancellation: cancellation);
        cancellation.ThrowIfCancellationRequested();
        return result;
    }
}
