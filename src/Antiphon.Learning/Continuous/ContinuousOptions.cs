using System.Text.Json.Serialization;
using Antiphon.Equilibrium;
using Antiphon.Simulation;

namespace Antiphon.Learning;

/// <summary>How a policy is improved from samples.</summary>
public enum PolicyAlgorithm
{
    /// <summary>Trust region policy optimization: a natural gradient step within a bounded KL divergence.</summary>
    Trpo,

    /// <summary>Proximal policy optimization: several Adam steps on the clipped ratio.</summary>
    Ppo,

    /// <summary>Advantage actor-critic: Adam steps on the plain policy gradient.</summary>
    A2c,
}

/// <summary>How G-LEARN works in a continuous game.</summary>
public enum GlobalLearning
{
    /// <summary>
    /// The paper's: a classifier of observations, taught the game's right action for the whole population (a supervised contextual
    /// bandit).
    /// </summary>
    ContextualBandit,

    /// <summary>
    /// Policy gradient on the return of the deployed game, by <see cref="ContinuousOptions.Algorithm"/>; needs no right action.
    /// </summary>
    PolicyGradient,
}

/// <summary>
/// Options of <see cref="NeuralProblem"/>. By default both sides learn by TRPO on the deployed return and proposals are judged. The
/// defaults of the networks and of the algorithms are the paper's (Appendix G.2, Table 4) and, where that is silent, those of the authors'
/// program; <see cref="Released"/> and <see cref="Stated"/> are whole configurations.
/// </summary>
public sealed record ContinuousOptions : TrainingOptions
{
    /// <summary>k, how many local agents the global agent observes.</summary>
    public override required int Subsample { get; init; }

    /// <summary>How L-LEARN improves the local policy, and G-LEARN the global one if that is by policy gradient.</summary>
    public PolicyAlgorithm Algorithm { get; init; } = PolicyAlgorithm.Trpo;

    /// <summary>How G-LEARN improves the global policy.</summary>
    public GlobalLearning GlobalLearning { get; init; } = GlobalLearning.PolicyGradient;

    /// <summary>
    /// Whether the global policy sees s_g beside the observation, as the paper's model has it; in its experiment it does not.
    /// </summary>
    public bool GlobalSeesState { get; init; } = true;

    /// <summary>
    /// Whether a proposal has to show by paired simulation at the true n that it earns more before it becomes the incumbent (the corrected
    /// UPDATE); else every proposal does, as in the authors' program.
    /// </summary>
    public bool JudgesProposals { get; init; } = true;

    /// <summary>
    /// From how many pairs of random networks to start, 1 to 1,000; the pair with the highest deployed return is kept. The first start is
    /// the same however many there are. Null: 1; left out of files then.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Restarts { get; init; }

    /// <summary>The most alternations (a turn of each side) per start, at least 1.</summary>
    public int Alternations { get; init; } = 20;

    /// <summary>
    /// Alternations in a row without an accepted proposal after which a start ends, at least 1; learning continues meanwhile.
    /// </summary>
    public int Patience { get; init; } = 2;

    /// <summary>Units of each hidden layer, at least 1.</summary>
    public int Hidden { get; init; } = 64;

    /// <summary>Adam's learning rate, above 0 and below 10.</summary>
    public double LearningRate { get; init; } = 3e-3;

    /// <summary>Largest Euclidean norm of a gradient, positive; longer ones are scaled down to it.</summary>
    public double LargestGradient { get; init; } = 1;

    /// <summary>Starts of episodes that a G step by classification draws (the paper's m), at least 1.</summary>
    public int Resets { get; init; } = 3000;

    /// <summary>Full-batch Adam steps of a G step by classification, at least 1.</summary>
    public int GlobalEpochs { get; init; } = 100;

    /// <summary>Episodes collected for one policy update, at least 1.</summary>
    public int Episodes { get; init; } = 40;

    /// <summary>
    /// Steps of such an episode, H, at least 1; also of the episodes of <see cref="MonitorRollouts"/>. The judge looks further ahead:
    /// until at most 1 % of the discount's weight is left.
    /// </summary>
    public int Horizon { get; init; } = 50;

    /// <summary>Local agents per episode whose experience is used, at least 1; the authors follow one.</summary>
    public int Representatives { get; init; } = 8;

    /// <summary>
    /// Whether the other local agents draw their actions while experience is collected (the authors' program), or take the likeliest (the
    /// paper).
    /// </summary>
    public bool OthersSample { get; init; } = true;

    /// <summary>Policy updates per proposal, at least 1; each uses fresh experience.</summary>
    public int Updates { get; init; } = 10;

    /// <summary>Adam steps of the critic per update, at least 1; of policy and critic together for PPO and A2C.</summary>
    public int Epochs { get; init; } = 5;

    /// <summary>
    /// lambda of generalized advantage estimation in [0, 1]; null takes discounted returns to the end of the episode, as the paper does.
    /// </summary>
    public double? AdvantageDecay { get; init; }

    /// <summary>Weight of the policy's entropy in PPO and A2C, at least 0.</summary>
    public double EntropyBonus { get; init; } = 0.01;

    /// <summary>Weight of the critic's loss in PPO and A2C, positive.</summary>
    public double CriticWeight { get; init; } = 0.5;

    /// <summary>PPO's clip of the ratio, in (0, 1).</summary>
    public double Clip { get; init; } = 0.2;

    /// <summary>TRPO's region.</summary>
    public TrustRegionOptions TrustRegion { get; init; } = new();

    /// <summary>Episodes that measure the incumbent after each alternation when proposals are not judged; 0 for none.</summary>
    public int MonitorRollouts { get; init; } = 20;

    /// <inheritdoc/>
    public override int JudgeRollouts { get; init; } = 512;

    /// <inheritdoc/>
    public override double Confidence { get; init; } = 0.95;

    /// <summary>Gain in return that counts as an improvement; positive.</summary>
    public double Threshold { get; init; } = 1;

    /// <summary>Steps of an episode in which the trained pair and the baselines are deployed at the end, at least 1.</summary>
    public int DeployedHorizon { get; init; } = 50;

    /// <summary>Deployed episodes per seed, at least 1.</summary>
    public override int Rollouts { get; init; } = 50;

    /// <summary>Seeds over which deployed means are taken, at least 2.</summary>
    public override int Seeds { get; init; } = 15;

    /// <summary>Starts by which the single-step mode accuracy is measured, at least 1.</summary>
    public int AccuracyResets { get; init; } = 1000;

    /// <summary>Whether the baselines are deployed too.</summary>
    public override bool Baselines { get; init; } = true;

    /// <summary>Root of all randomness.</summary>
    public override ulong Seed { get; init; } = 1;

    /// <summary>
    /// The authors' program: 10 alternations; per L step 120 episodes of 40 steps with one representative and one update; nothing is
    /// judged; deployed over 50 steps.
    /// </summary>
    /// <param name="subsample">k.</param>
    public static ContinuousOptions Released(int subsample) =>
        new()
        {
            Subsample = subsample,
            GlobalLearning = GlobalLearning.ContextualBandit,
            GlobalSeesState = false,
            JudgesProposals = false,
            Alternations = 10,
            GlobalEpochs = 20,
            Episodes = 120,
            Horizon = 40,
            Representatives = 1,
            Updates = 1,
            DeployedHorizon = 50,
            Rollouts = 30,
            Seeds = 10,
        };

    /// <summary>
    /// The paper's text: 30 alternations, horizon 100, the other agents deterministic. It does not say how many episodes; 120, as in the
    /// program.
    /// </summary>
    /// <param name="subsample">k.</param>
    public static ContinuousOptions Stated(int subsample) =>
        Released(subsample) with
        {
            Alternations = 30,
            Horizon = 100,
            OthersSample = false,
            DeployedHorizon = 100,
            Rollouts = 50,
            Seeds = 15,
        };

    /// <inheritdoc/>
    protected override int Steps => DeployedHorizon;

    /// <summary>How many starts there are.</summary>
    [JsonIgnore]
    internal int Starts => Restarts ?? 1;

    /// <summary>Checks every option.</summary>
    /// <exception cref="InvalidOptionException">An option is out of range; the message lists all that are.</exception>
    internal void Require()
    {
        var range = new OptionRange();
        range.AtLeast(1, nameof(Subsample), Subsample);
        foreach (
            (string name, int value) in new[]
            {
                (nameof(Restarts), Starts),
                (nameof(Alternations), Alternations),
                (nameof(Patience), Patience),
                (nameof(Hidden), Hidden),
                (nameof(Resets), Resets),
                (nameof(GlobalEpochs), GlobalEpochs),
                (nameof(Episodes), Episodes),
                (nameof(Horizon), Horizon),
                (nameof(Representatives), Representatives),
                (nameof(Updates), Updates),
                (nameof(Epochs), Epochs),
                (nameof(DeployedHorizon), DeployedHorizon),
                (nameof(Rollouts), Rollouts),
                (nameof(AccuracyResets), AccuracyResets),
                (nameof(Threads), Threads),
            }
        )
        {
            range.AtLeast(1, name, value);
        }

        range.AtLeast(0, nameof(MonitorRollouts), MonitorRollouts);
        range.AtLeast(64, nameof(JudgeRollouts), JudgeRollouts);
        range.AtLeast(2, nameof(Seeds), Seeds);
        range.AtMost(
            "samples of one update (episodes x horizon x representatives)",
            (long)Episodes * Horizon * Representatives,
            LargestBatch
        );
        range.AtMost(nameof(Resets), Resets, LargestBatch);
        range.AtMost(nameof(Restarts), Starts, MostRestarts);
        range.Inside(nameof(LearningRate), LearningRate, 0, 10);
        range.Inside(nameof(LargestGradient), LargestGradient, 0, 1e9);
        range.Inside(nameof(Confidence), Confidence, 0, 1);
        range.Inside(nameof(Threshold), Threshold, 0, 1e9);
        range.Inside(nameof(Clip), Clip, 0, 1);
        range.Inside($"{nameof(EntropyBonus)} + 1", EntropyBonus + 1, 1 - double.Epsilon, 100);
        range.Inside(nameof(CriticWeight), CriticWeight, 0, 100);
        range.Require();
        var wrong = TrustRegion.Violations().ToList();
        if (AdvantageDecay is double decay && !(decay is >= 0 and <= 1))
        {
            wrong.Add($"{nameof(AdvantageDecay)} is {decay}; expected a number from 0 to 1, or none");
        }

        if (wrong.Count > 0)
        {
            throw new InvalidOptionException(string.Join("; ", wrong));
        }

        // What the end of a training would refuse is refused before its beginning.
        Deployment.Require();
        Comparison(discount: 0).Require();
    }

    private const int LargestBatch = 20_000_000;

    // A checkpoint holds about a megabyte of each.
    private const int MostRestarts = 1_000;
}
