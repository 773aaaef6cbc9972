using Antiphon.Equilibrium;
using Antiphon.Evaluation;
using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Tests.Evaluation.Attacks;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.RandomGames;

/// <summary>Trains, certifies and verifies in one game, and holds every figure against the twin.</summary>
/// <param name="trial">The game.</param>
internal sealed class TrialChecks(Trial trial)
{
    // Enumerated policies of the dispatcher's class, at most.
    private const double MostPolicies = 100;

    private readonly CooperativeGame game = trial.Game;

    // What the twin's own rounding may do to a figure, and what is left of a figure's width beyond the errors that it states.
    private readonly double tolerance = 1e-10 * trial.Magnitude;
    private readonly double width = 1e-5 * trial.Magnitude;

    /// <summary>Why the game was refused, in words; null when everything was computed and held.</summary>
    public string? Run()
    {
        try
        {
            AlternationResult<JointPolicy> trained = new Alternation(
                new AlternationOptions
                {
                    Subsample = trial.Subsample,
                    Restarts = 1,
                    Threads = 1,
                    Horizon = 2,
                    Rollouts = 1,
                    Seeds = 2,
                    Baselines = false,
                }
            ).Run(game);
            Check(trained);
            return null;
        }
        catch (InvalidInputException refusal)
        {
            return refusal.Message;
        }
    }

    private void Check(AlternationResult<JointPolicy> trained)
    {
        JointPolicy pair = trained.Policy;
        var twin = new PairTwin(game, pair);
        double value = Mean(twin.Start, twin.Value);
        Near("the trained value", value, trained.Value, width);
        var options = new CertificateOptions
        {
            Threads = 1,
            Restarts = 1,
            KeepWitness = game.Types.Count == 1,
        };
        (NashCertificate certificate, CertificateWitness? witness) = new Certifier(options).Run(game, pair, game.Agents);
        Near("the certified value", value, certificate.Value, certificate.Residual + tolerance);
        Gaps(certificate, twin);
        if (witness is not null)
        {
            Class(certificate, twin, pair);
            Verified(new Forgery(game, pair, certificate, witness));
        }
    }

    private void Gaps(NashCertificate certificate, PairTwin twin)
    {
        Gap("dispatcherGap", certificate.DispatcherGap, twin, [Gains(twin.Dispatcher, twin.Value)]);
        Gap("welfareGap", certificate.WelfareGap, twin, [Gains(twin.Controller, twin.Value)]);
        Gap("teamGap", certificate.TeamGap, twin, [Gains(twin.Controller, twin.Value)]);
        int[] all = [.. Enumerable.Range(0, game.Types.Count > 1 ? twin.Agents : 1)];
        Gap("agentGap", certificate.AgentGap, twin, [.. all.Select(who => Gains(twin.OneAgent(who, own: false), twin.Value))]);
        Gap(
            "selfishAgentGap",
            certificate.SelfishAgentGap,
            twin,
            [.. all.Select(who => Gains(twin.OneAgent(who, own: true), twin.Own(who)))]
        );
    }

    // Whoever of them gains most.
    private void Gap(string name, EquilibriumGap gap, PairTwin twin, double[][] gains)
    {
        Ends($"{name}.initial", gap.Initial, gains.Max(each => Mean(twin.Start, each)));
        Ends($"{name}.worst", gap.Worst, gains.Max(each => each.Max()));
    }

    private void Ends(string name, GapInterval ends, double twin)
    {
        Within($"{name}, lower end", ends.Lower, 0, Math.Max(0, twin) + tolerance);
        Within($"{name}, upper end", ends.Upper, twin - tolerance, Math.Max(0, twin) + width);
    }

    // No policy that sees k gains more than the best of them, where these can be enumerated.
    private void Class(NashCertificate certificate, PairTwin twin, JointPolicy pair)
    {
        int vectors = Counting.Vectors(game.LocalStates, trial.Subsample).Length;
        if (Math.Pow(game.GlobalActions, game.GlobalStates * vectors) > MostPolicies)
        {
            return;
        }

        var ordered = new OrderedGame(game, trial.Subsample);
        double best = PolicyEnumeration.BestGlobalValue(ordered, trial.Subsample, pair.Local.Probabilities.ToArray());
        double gain = Math.Max(0, best - Mean(twin.Start, twin.Value));
        Within("dispatcherGap.initial, lower end within its class", certificate.DispatcherGap.Initial.Lower, 0, gain + tolerance);
    }

    // The honest witness holds at every state; lowered by more than rounding hides, its figures redrawn, it does not.
    private void Verified(Forgery honest)
    {
        Verification found = honest.Verify();
        Assert.True(found.Holds && found.Complete, $"verification: {found.Failure}");
        Within("what rounding hides", found.Rounding, 0, width);
        double shift = 0.01 * trial.Magnitude;
        if (shift > 0)
        {
            string name = honest.Witness.Functions[trial.Seed % honest.Witness.Functions.Count].Name;
            Forgery forged = honest.WithValues(name, (v, _) => v - shift).Redrawn();
            Assert.False(forged.Verify().Holds, $"a forged {name} passes");
        }
    }

    private static void Near(string what, double expected, double found, double within) =>
        Within(what, found, expected - within, expected + within);

    private static void Within(string what, double found, double low, double high) =>
        Assert.True(found >= low && found <= high, $"{what}: {found:R} is not between {low:R} and {high:R}");

    private static double[] Gains(double[] best, double[] own) => [.. best.Zip(own, (one, other) => one - other)];

    private static double Mean(double[] weights, double[] values) => weights.Zip(values, (weight, value) => weight * value).Sum();
}
