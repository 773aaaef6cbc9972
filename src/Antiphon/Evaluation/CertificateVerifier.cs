using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Evaluation;

/// <summary>
/// Rechecks an exact certificate without trusting, or using, the solver that made it: the functions of the witness are tested against the Bellman equations of the game at random states, with
/// laws written out directly; the gaps are recomputed from them at every state. If the equations hold at every state, every figure is proved; random states make it likely
/// (a function that is wrong at a share p of its states passes with probability (1-p)^States). The states depend on the witness. Not rechecked: <see cref="NashCertificate.FirstOrderGap"/>.
/// </summary>
/// <param name="options">How many states.</param>
public sealed class CertificateVerifier(VerificationOptions options)
{
    private const double FigureTolerance = 1e-11;
    private const double RoundingShare = 1e-13;

    /// <summary>Verifies.</summary>
    /// <param name="game">The game that the policy belongs to.</param>
    /// <param name="policy">The pair.</param>
    /// <param name="stored">The certificate.</param>
    /// <param name="witness">Its functions.</param>
    /// <param name="progress">Receives how far it is.</param>
    /// <param name="cancellation">Cancels between inequalities.</param>
    /// <exception cref="InvalidInputException">The certificate is of another game or policy, is an estimate, or the witness does not have the functions that it needs.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Verification Verify(
        CooperativeGame game, JointPolicy policy, StoredCertificate stored, CertificateWitness witness, IProgress<CertificateProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentNullException.ThrowIfNull(witness);
        RequireSame(game, policy, stored.Certificate);
        if (options.States < 1)
        {
            throw new InvalidInputException($"verification at {options.States} states; expected at least 1");
        }

        var shapes = new WitnessShapes(game, policy, stored.Certificate);
        shapes.Require(witness);
        var (done, bellman, all) = (0L, 0L, witness.Numbers);
        foreach (var inequality in Inequalities(game.WithAgents(stored.Certificate.Agents), policy, stored, witness, shapes, progress))
        {
            cancellation.ThrowIfCancellationRequested();
            done++;
            bellman += inequality.IsBellman ? 1 : 0;
            if (!inequality.Holds)
            {
                return new Verification(false, done, bellman, all, inequality.Describe());
            }
        }

        return new Verification(true, done, bellman, all, null);
    }

    /// <summary>Refuses a certificate of another game or policy.</summary>
    private static void RequireSame(CooperativeGame game, JointPolicy policy, NashCertificate certificate)
    {
        policy.RequireFit(game);
        Same("game", certificate.Game, game.Name, "this is a certificate of another game");
        Same("gameHash", certificate.GameHash, game.Hash, "this is a certificate of another game");
        Same("policyHash", certificate.PolicyHash, PolicyHash.Compute(policy, game), "this is a certificate of another policy");
        Same("subsample", $"{certificate.Subsample}", $"{policy.Global.Subsample}", "this is a certificate of another policy");
        Same("look", certificate.Look ?? LookRule.Uniform.Text, game.Look.Text, "this is a certificate for another rule of looks");
        if (certificate.Method != NashCertificate.Exact)
        {
            throw new InvalidInputException($"the certificate's method is \"{certificate.Method}\"; only exact certificates prove something that can be verified");
        }

        static void Same(string field, string found, string expected, string meaning)
        {
            if (found != expected)
            {
                throw new InvalidInputException($"the certificate's {field} is {found}; expected {expected}: {meaning}");
            }
        }
    }

    private IEnumerable<Inequality> Inequalities(
        CooperativeGame game, JointPolicy policy, StoredCertificate stored, CertificateWitness witness, WitnessShapes shapes, IProgress<CertificateProgress>? progress)
    {
        var certificate = stored.Certificate;
        var laws = new DirectLaws(game, (int)certificate.Agents);
        var tolerance = FigureTolerance * Largest(game);
        var gaps = new GapChecks(game, laws, witness, tolerance);
        var equations = new BellmanChecks(game, policy, laws, options, witness.Digest(), BellmanTolerance(game));
        var stages = new StageProgress(progress, [2, 2, 1, 1, 1, 1, 8]);
        foreach (var inequality in GapChecks.Figures(stored))
        {
            yield return inequality;
        }

        var dispatcher = witness.Find(WitnessNames.Best(WitnessNames.Dispatcher))!;
        var group = witness.Find(WitnessNames.Best(WitnessNames.Welfare))!;
        stages.Next("welfare relaxation");
        var raised = Raised(game, laws, group.Values, certificate.WelfareGroup);
        IEnumerable<Func<IEnumerable<Inequality>>> parts =
        [
            () => gaps.Value(certificate),
            () => gaps.Population("dispatcherGap", WitnessNames.Dispatcher, certificate.DispatcherGap, place => dispatcher.Values[place], dispatcher.Error),
            () => gaps.Agent("agentGap", WitnessNames.Agent, certificate.AgentGap),
            () => gaps.Population("teamGap", WitnessNames.Team, certificate.TeamGap, place => raised[place], group.Error),
            () => gaps.Agent("selfishAgentGap", WitnessNames.Selfish, certificate.SelfishAgentGap),
            () => gaps.Population("welfareGap", WitnessNames.Welfare, certificate.WelfareGap, place => raised[place], group.Error),
        ];
        foreach (var part in parts)
        {
            stages.Next("gap inequalities at every state");
            foreach (var inequality in part())
            {
                yield return inequality;
            }
        }

        foreach (var function in witness.Functions)
        {
            progress?.Report(new CertificateProgress(0.5, $"Bellman equation of {function.Name}"));
            foreach (var inequality in shapes.Equations(function, equations))
            {
                yield return inequality;
            }
        }
    }

    // An error d in an equation is an error d / (1 - gamma) in a figure; a backup itself is rounded to some 1e-14 of the values.
    private static double BellmanTolerance(CooperativeGame game) => Largest(game) * Math.Max(FigureTolerance * (1 - game.Discount), RoundingShare);

    private static double Largest(CooperativeGame game) => 1 + (RoundingBound.Magnitude(game) / (1 - game.Discount));

    // sum over looks at j agents of their probability times U_j, at every state.
    private static double[] Raised(CooperativeGame game, DirectLaws laws, double[] group, int size)
    {
        var (lattice, looks) = (laws.Lattice(laws.Agents), laws.Lattice(size));
        var raised = new double[lattice.Size * game.GlobalStates];
        int[][] all = [.. Enumerable.Range(0, looks.Size).Select(rank => laws.Counts(size, rank))];
        for (var node = 0; node < lattice.Size; node++)
        {
            var counts = laws.Counts(laws.Agents, node);
            for (var rank = 0; rank < all.Length; rank++)
            {
                var weight = DirectLaws.Hypergeometric(all[rank], counts);
                for (var state = 0; weight > 0 && state < game.GlobalStates; state++)
                {
                    raised[(node * game.GlobalStates) + state] += weight * group[(rank * game.GlobalStates) + state];
                }
            }
        }

        return raised;
    }
}
