using System.Diagnostics;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Evaluation;

/// <summary>
/// Judges how far a joint policy is from a Nash equilibrium of the deployed game of n agents. It knows no learning algorithm: any pair can
/// be judged.
/// </summary>
/// <remarks>
/// Exact on the lattice of n agents. The dispatcher's action law phi(a_g | s_g, c) is averaged over observations of k of n. Values come
/// from matrix-free value iteration with MacQueen's bounds. Every figure is widened by the proved error of its parts and by a bound on
/// rounding. Upper bounds come from relaxations that were solved, lower bounds from deviations that were evaluated. <see
/// cref="NashCertificate"/> says what each gap means. Results do not depend on the number of threads.
/// </remarks>
public sealed class Certifier
{
    // Some sixty sweeps, of cost S^3 G^2 per count vector, for each of ten solves.
    private const long SensibleLattice = 100_000;

    // Where agents depend on the population, a sweep costs the square of S G times the count vectors.
    private const long SensibleMatrix = 14_000;

    // Observations are raised one agent at a time, each with a lattice of its own.
    private const long MostAgents = 10_000;

    private readonly CertificateOptions options;
    private readonly TimeProvider time;

    /// <summary>Prepares a judge.</summary>
    /// <param name="options">Accuracy, searches, threads.</param>
    /// <param name="time">The clock that <see cref="NashCertificate.Seconds"/> is read from; null for the system's.</param>
    /// <exception cref="InvalidInputException">An option is out of range.</exception>
    public Certifier(CertificateOptions options, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Require();
        (this.options, this.time) = (options, time ?? TimeProvider.System);
    }

    /// <summary>Bytes that an exact certificate needs at its peak.</summary>
    /// <param name="game">The game.</param>
    /// <param name="agents">n.</param>
    /// <param name="keepWitness">Whether the value functions are kept.</param>
    internal static double Bytes(CooperativeGame game, long agents, bool keepWitness = true)
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentOutOfRangeException.ThrowIfLessThan(agents, 1);
        return ExactCertification.Bytes(game, agents, keepWitness);
    }

    /// <summary>The exact certificate.</summary>
    /// <param name="game">The game that the policy belongs to; the certificate carries its hash.</param>
    /// <param name="policy">The pair.</param>
    /// <param name="agents">n, at least k; may differ from the game's own.</param>
    /// <param name="progress">Receives how far it is.</param>
    /// <param name="cancellation">Cancels between sweeps.</param>
    /// <returns>The certificate, and what a verification needs (null when it is not to be kept).</returns>
    /// <exception cref="InvalidInputException">
    /// n is below k, or does not fit in memory (the message says what does), or a kernel cannot be advanced accurately at n.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ArithmeticException">A value became infinite or not a number.</exception>
    public (NashCertificate Certificate, CertificateWitness? Witness) Run(
        CooperativeGame game,
        JointPolicy policy,
        long agents,
        IProgress<Progress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentNullException.ThrowIfNull(policy);
        policy.RequireFit(game);
        _ = policy.Global.RequireActionLaw();
        if (options.KeepWitness)
        {
            game.RequireOneType("a witness, which verification requires,", "certify without one");
        }

        RequireAgents(game, policy, agents, options.KeepWitness);
        long start = time.GetTimestamp();
        using var workers = new Workers(options.Threads, cancellation);
        (NashCertificate? certificate, CertificateWitness? witness) = new ExactCertification(
            game.WithAgents(agents),
            policy,
            options.For(game, cancellation),
            workers,
            progress,
            cancellation
        ).Run();
        return (certificate with { GameHash = game.Hash, Seconds = time.GetElapsedTime(start).TotalSeconds }, witness);
    }

    /// <summary>Estimates for any n that can be simulated; nothing in them is proved, as the certificate states.</summary>
    /// <param name="game">The game that the policy belongs to.</param>
    /// <param name="policy">The pair.</param>
    /// <param name="agents">n, at least k.</param>
    /// <param name="progress">Receives how far it is.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="InvalidInputException">n is below k, or the mean-field model does not fit in memory.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ArithmeticException">A value became infinite or not a number.</exception>
    public NashCertificate Estimate(
        CooperativeGame game,
        JointPolicy policy,
        long agents,
        IProgress<Progress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentNullException.ThrowIfNull(policy);
        policy.RequireFit(game);
        _ = policy.Global.RequireActionLaw();
        CooperativeGame.Accept(RefusalOfEstimate(game));
        RequireSeen(policy, agents);
        long start = time.GetTimestamp();
        using var workers = new Workers(options.Threads, cancellation);
        NashCertificate certificate = new EstimatedCertification(
            game.WithAgents(agents),
            policy,
            options.For(game, cancellation),
            workers,
            cancellation
        ).Run(game.Hash, progress);
        return certificate with { Seconds = time.GetElapsedTime(start).TotalSeconds };
    }

    /// <summary>Why a certificate of a game cannot be estimated, in words; null where it can.</summary>
    internal static string? RefusalOfEstimate(CooperativeGame game)
    {
        string exact = $"use an exact certificate; at most n = {LargestAgents(game, keepWitness: false):N0} fits";

        // In the limit one agent's deviation still moves the others by an amount that counts for the team, which the tagged agent's world
        // there leaves out.
        return game.RefusalOfTypes("an estimate of the certificate", exact)
            ?? game.RefusalOfCouplings("an estimate of the certificate", $"{exact}; or compare pairs by simulation");
    }

    /// <summary>Refuses an n that is too small or too large.</summary>
    internal static void RequireAgents(CooperativeGame game, JointPolicy policy, long agents, bool keepWitness)
    {
        RequireSeen(policy, agents);
        RequireLattice(game, agents, keepWitness);
    }

    /// <summary>Refuses an n whose lattice does not fit.</summary>
    internal static void RequireLattice(CooperativeGame game, long agents, bool keepWitness)
    {
        double bytes = agents <= MostAgents ? ExactCertification.Bytes(game, agents, keepWitness) : double.PositiveInfinity;
        if (bytes > MemoryBudget.UsableBytes || LatticeSize.CountVectors(game, agents) > LargestLattice(game))
        {
            long vectors = LatticeSize.CountVectors(game, agents);
            throw new DoesNotFitException(
                $"an exact certificate at n = {agents:N0} needs the lattice of "
                    + $"{(vectors == long.MaxValue ? "more than 9.2e18" : vectors.ToString("N0"))} count "
                    + $"vectors{(double.IsFinite(bytes) ? $", {LatticeSize.Bytes(bytes)}" : "")}; "
                    + $"{LatticeSize.Bytes(MemoryBudget.UsableBytes)} are available"
                    + (
                        game.Couplings is null
                            ? "; "
                            : $", and at most {DenseAdvance.MaximumSize:N0} count vectors, since agents depend on each other; "
                    )
                    + $"at most n = {LargestAgents(game, keepWitness):N0} fits; lower the number of agents, or "
                    + (game.Couplings is null ? "ask for an estimate" : "estimate the value of observing over k"),
                bytes,
                MemoryBudget.UsableBytes
            );
        }
    }

    /// <summary>Refuses an n below k.</summary>
    internal static void RequireSeen(JointPolicy policy, long agents)
    {
        if (agents < policy.Global.Subsample)
        {
            throw new InvalidInputException(
                $"n = {agents:N0} agents; expected at least k = {policy.Global.Subsample:N0}, the number of agents that the global policy "
                    + "observes"
            );
        }
    }

    /// <summary>The largest n whose exact certificate fits in memory; 0 when none does.</summary>
    /// <param name="game">The game.</param>
    /// <param name="keepWitness">Whether the value functions are kept.</param>
    internal static long LargestAgents(CooperativeGame game, bool keepWitness = true)
    {
        ArgumentNullException.ThrowIfNull(game);
        (long low, long high) = (0L, MostAgents);
        while (low < high)
        {
            long middle = high - ((high - low) / 2);
            bool fits =
                LatticeSize.CountVectors(game, middle) <= LargestLattice(game)
                && ExactCertification.Bytes(game, middle, keepWitness) <= MemoryBudget.UsableBytes;
            (low, high) = fits ? (middle, high) : (low, middle - 1);
        }

        return low;
    }

    /// <summary>Doubles in the witness of an exact certificate, at most.</summary>
    /// <param name="game">The game.</param>
    /// <param name="agents">n, at least 1.</param>
    internal static double WitnessNumbers(CooperativeGame game, long agents)
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentOutOfRangeException.ThrowIfLessThan(agents, 1);
        return game.GlobalStates
            * ((8.0 * LatticeSize.CountVectors(game, agents)) + (7.0 * game.LocalStates * LatticeSize.CountVectors(game, agents - 1)));
    }

    /// <summary>The largest n whose exact certificate is a matter of minutes, not hours, and fits in memory.</summary>
    /// <param name="game">The game.</param>
    internal static long SensibleAgents(CooperativeGame game) =>
        Math.Min(
            LargestAgents(game, keepWitness: false),
            LatticeSize.LargestAgents(
                game,
                game.Couplings is null ? SensibleLattice : Math.Max(1, SensibleMatrix / (game.LocalStates * game.GlobalStates))
            )
        );

    private static long LargestLattice(CooperativeGame game) =>
        Math.Min(
            CountLattice.MaximumSize / (game.LocalStates * game.GlobalStates),
            game.Couplings is null ? long.MaxValue : DenseAdvance.MaximumSize
        );
}
