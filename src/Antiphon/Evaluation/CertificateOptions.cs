using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Simulation;

namespace Antiphon.Evaluation;

/// <summary>Options of <see cref="Certifier"/>.</summary>
public sealed record CertificateOptions
{
    private const double AccuracyShare = 1e-8;

    /// <summary>
    /// Accuracy of every value that is solved for, positive, in units of the return; null: 1e-8 of the game's scale of returns, which
    /// follows its units and ignores penalties that sensible policies avoid. Each end of a gap is off by at most twice this, outward.
    /// </summary>
    public double? Accuracy { get; init; }

    /// <summary>
    /// Random local policies from which better policies of the team are sought, beside the pair's own and the baselines; not negative.
    /// </summary>
    public int Restarts { get; init; } = 4;

    /// <summary>
    /// Improving steps of each search on a large lattice of n agents (small lattices are searched to the end); not negative. More steps
    /// raise lower bounds only.
    /// </summary>
    public int SearchSteps { get; init; } = 2;

    /// <summary>Seed of the random restarts and of simulations.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Threads at work, at least 1. The result does not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// Whether to keep the value functions that a verification needs, see <see cref="CertificateWitness"/>. They take as much memory
    /// again.
    /// </summary>
    public bool KeepWitness { get; init; } = true;

    /// <summary>Horizon of the episodes of an estimate, at least 1.</summary>
    public int Horizon { get; init; } = 200;

    /// <summary>Episodes of each simulation of an estimate, at least 128.</summary>
    public int Rollouts { get; init; } = 2048;

    /// <summary>The accuracy, once it is resolved by <see cref="For"/>.</summary>
    internal double Resolved => Accuracy ?? throw new InvalidOperationException("the accuracy has not been resolved for a game");

    /// <summary>The options for a game, with the accuracy resolved.</summary>
    /// <param name="game">The game.</param>
    /// <param name="cancellation">Cancels between sweeps.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    internal CertificateOptions For(CooperativeGame game, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(game);
        return Accuracy is null ? this with { Accuracy = AccuracyShare * ReturnScale.Of(game, cancellation) } : this;
    }

    /// <summary>Checks every option.</summary>
    /// <exception cref="InvalidOptionException">An option is out of range; the message lists all that are.</exception>
    internal void Require()
    {
        if (Accuracy is { } asked && !(asked > 0 && double.IsFinite(asked)))
        {
            throw new InvalidOptionException($"the accuracy of a certificate is {Accuracy}; expected a number above 0");
        }

        var range = new OptionRange();
        range.AtLeast(0, nameof(Restarts), Restarts);
        range.AtLeast(0, nameof(SearchSteps), SearchSteps);
        range.AtLeast(1, nameof(Threads), Threads);
        range.AtLeast(1, nameof(Horizon), Horizon);
        range.AtLeast(128, nameof(Rollouts), Rollouts);
        range.Require();
    }
}
