using System.Buffers.Binary;
using System.Security.Cryptography;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;

namespace Antiphon.Evaluation;

/// <summary>
/// Rechecks an exact certificate without trusting, or using, the solver that made it: the functions of the witness are tested against the
/// Bellman equations of the game, with laws written out directly; the gaps are recomputed from them at every state. Where the equations
/// are checked at every state (<see cref="Verification.Complete"/>), every figure is proved, up to rounding. Where they are checked at
/// drawn states only, a function that is wrong at few states is likely to pass (<see cref="VerifiedFunction.MissProbability"/>). Figures
/// that depend on few states, such as the worst over all states, are not proved then. <see cref="NashCertificate.FirstOrderGap"/> is not
/// rechecked.
/// </summary>
/// <remarks>Memory: the witness, at most twice its size again for sums over states, and 64 MB.</remarks>
public sealed class CertificateVerifier
{
    // Nearer to 1, rounding may hide more than a millionth of a value; above 1 - 2e-13 every function satisfies every equation.
    private const double LargestDiscount = 0.9999999;

    private readonly VerificationOptions options;
    private readonly Func<ulong> entropy;

    /// <summary>Prepares a verifier.</summary>
    /// <param name="options">How many states, and the seed of their choice.</param>
    /// <param name="entropy">
    /// Draws the seed where the options name none; null for the system's entropy. Called after the witness was read, at most once for each
    /// verification.
    /// </param>
    /// <exception cref="InvalidInputException">An option is out of range.</exception>
    public CertificateVerifier(VerificationOptions options, Func<ulong>? entropy = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.States < 1)
        {
            throw new InvalidInputException($"verification at {options.States} states; expected at least 1");
        }

        this.options = options;
        this.entropy = entropy ?? SystemEntropy;
    }

    /// <summary>Verifies.</summary>
    /// <param name="game">The game that the policy belongs to.</param>
    /// <param name="policy">The pair.</param>
    /// <param name="stored">The certificate.</param>
    /// <param name="witness">Its functions.</param>
    /// <param name="progress">Receives how far it is.</param>
    /// <param name="cancellation">Cancels, also within an inequality.</param>
    /// <exception cref="InvalidInputException">
    /// The certificate is of another game or policy, is an estimate, or the witness does not have the functions that it needs; or the
    /// discount is so near 1 that equations in double precision say nothing.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Verification Verify(
        CooperativeGame game,
        JointPolicy policy,
        StoredCertificate stored,
        CertificateWitness witness,
        IProgress<Progress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentNullException.ThrowIfNull(witness);
        cancellation.ThrowIfCancellationRequested();
        RequireResolution(game.Discount);
        new WitnessShapes(game, policy, stored.Certificate).Require(witness, cancellation);
        CooperativeGame populated = game.WithAgents(stored.Certificate.Agents);
        var laws = new DirectLaws(populated, (int)stored.Certificate.Agents, cancellation);
        ulong seed = options.Seed ?? entropy();
        RandomStream random = new RandomStream(seed).Split(Purposes.Verification, witness.Digest(cancellation));
        var equations = new WitnessEquations(
            populated,
            policy,
            witness,
            stored.Certificate.WelfareGroup,
            new StateChoice(populated, laws.Agents, options, random)
        );
        var found = new Verification(true, 0, 0, equations.Functions, null, null);
        found = found with { Seed = found.Complete ? null : seed };

        IEnumerable<Inequality> figures = GapChecks
            .Figures(stored)
            .Concat(
                Gaps(populated, laws, stored.Certificate, witness, new StageProgress(progress, [2, 2, 1, 1, 1, 1, 1, 20]), cancellation)
            )
            .Concat(Equations(populated, policy, laws, equations, progress, cancellation));
        (double inEquations, double inFigures) = (0.0, 0.0);
        foreach (Inequality inequality in figures)
        {
            cancellation.ThrowIfCancellationRequested();
            found = found with { Checked = found.Checked + 1, BellmanStates = found.BellmanStates + (inequality.IsBellman ? 1 : 0) };
            if (!inequality.Holds)
            {
                return found with { Holds = false, Failure = inequality.Describe() };
            }

            inEquations = inequality.IsBellman ? Math.Max(inEquations, inequality.Tolerance) : inEquations;
            inFigures = inequality.IsBellman ? inFigures : Math.Max(inFigures, inequality.Tolerance);
        }

        // A gap is the difference of two functions.
        return found with
        {
            Rounding = inFigures + (2 * inEquations / (1 - game.Discount)),
        };
    }

    private static void RequireResolution(double discount)
    {
        if (discount > LargestDiscount)
        {
            throw new InvalidInputException(
                $"the game's discount is {discount:R}; expected at most {LargestDiscount:R} for a verification: nearer to 1, equations in "
                    + "double precision cannot tell a function from others"
            );
        }
    }

    private static ulong SystemEntropy()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    private static IEnumerable<Inequality> Gaps(
        CooperativeGame game,
        DirectLaws laws,
        NashCertificate certificate,
        CertificateWitness witness,
        StageProgress stages,
        CancellationToken cancellation
    )
    {
        var gaps = new GapChecks(game, laws, witness, cancellation);
        WitnessFunction dispatcher = witness.Find(WitnessNames.Best(WitnessNames.Dispatcher))!;
        WitnessFunction group = witness.Find(WitnessNames.Best(WitnessNames.Welfare))!;
        stages.Next("welfare relaxation");
        double[] raised = Raised(game, laws, group.Values, certificate.WelfareGroup, cancellation);
        IEnumerable<Func<IEnumerable<Inequality>>> parts =
        [
            () => gaps.Value(certificate),
            () =>
                gaps.Population(
                    "dispatcherGap",
                    WitnessNames.Dispatcher,
                    certificate.DispatcherGap,
                    place => dispatcher.Values[place],
                    dispatcher.Error
                ),
            () => gaps.Agent("agentGap", WitnessNames.Agent, certificate.AgentGap),
            () => gaps.Population("teamGap", WitnessNames.Team, certificate.TeamGap, place => raised[place], group.Error),
            () => gaps.Agent("selfishAgentGap", WitnessNames.Selfish, certificate.SelfishAgentGap),
            () => gaps.Population("welfareGap", WitnessNames.Welfare, certificate.WelfareGap, place => raised[place], group.Error),
        ];
        foreach (Func<IEnumerable<Inequality>> part in parts)
        {
            stages.Next("gap inequalities at every state");
            foreach (Inequality inequality in part())
            {
                yield return inequality;
            }
        }
    }

    private static IEnumerable<Inequality> Equations(
        CooperativeGame game,
        JointPolicy policy,
        DirectLaws laws,
        WitnessEquations equations,
        IProgress<Progress>? progress,
        CancellationToken cancellation
    )
    {
        const double GapsShare = 0.3;
        var checks = new BellmanChecks(game, policy, laws, cancellation);
        (double reported, string kind) = (double.NegativeInfinity, "");
        foreach ((string part, double done, Inequality inequality) in equations.All(checks))
        {
            if (part != kind || done - reported > 0.01)
            {
                (reported, kind) = (done, part);
                progress?.Report(new Progress(GapsShare + ((1 - GapsShare) * done), $"Bellman equations of {part}"));
            }

            yield return inequality;
        }
    }

    // sum over observations of j agents of their probability times U_j, at every state.
    internal static double[] Raised(CooperativeGame game, DirectLaws laws, double[] group, int size, CancellationToken cancellation)
    {
        (Populations.CountLattice lattice, Populations.CountLattice observations) = (laws.Lattice(laws.Agents), laws.Lattice(size));
        double[] raised = new double[lattice.Size * game.GlobalStates];
        int[][] all = [.. Enumerable.Range(0, observations.Size).Select(rank => laws.Counts(size, rank))];
        for (int node = 0; node < lattice.Size; node++)
        {
            cancellation.ThrowIfCancellationRequested();
            int[] counts = laws.Counts(laws.Agents, node);
            for (int rank = 0; rank < all.Length; rank++)
            {
                double weight = DirectLaws.Hypergeometric(all[rank], counts);
                for (int state = 0; weight > 0 && state < game.GlobalStates; state++)
                {
                    raised[(node * game.GlobalStates) + state] += weight * group[(rank * game.GlobalStates) + state];
                }
            }
        }

        return raised;
    }
}
