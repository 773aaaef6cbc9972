using System.Text.Json.Serialization;
using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Simulation;

namespace Antiphon.Equilibrium;

/// <summary>Options of <see cref="Alternation"/>. Equal options give equal results, at any number of threads.</summary>
public sealed record AlternationOptions : TrainingOptions
{
    /// <summary>The most sweeps under the corrected rule where none are asked for.</summary>
    internal const int DefaultSweeps = 10;

    private const int MostRestarts = 100_000;

    /// <summary>Starts where none are asked for.</summary>
    internal const int UsualStarts = 4;

    /// <summary>Starts where none are asked for and alpha vectors plan.</summary>
    internal const int StartsWithAlphaVectors = 2;

    /// <summary>k, how many local agents the global agent observes per step; from 1 to n.</summary>
    public override required int Subsample { get; init; }

    /// <summary>
    /// What the global agent remembers; null: nothing, which is the paper's game. With memory k may be 0, oracles answer a global agent
    /// that knows the population (certainty equivalence), and proposals are judged by simulating the one that estimates it.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MemoryOptions? Memory { get; init; }

    /// <summary>
    /// The sampling rule, as <see cref="SamplingRule.Parse"/> reads it; null: the game's own, which is uniform unless it was given
    /// another. Left out of files where it is null.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Sampling { get; init; }

    /// <summary>
    /// Whether the surrogate's answers, made for uniform sampling, are asked at a histogram corrected for the weights of observations
    /// (<see cref="Policies.SamplingTranslation.Reweighted"/>). Weighted sampling only. Left out of files where it is false.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool CorrectSampling { get; init; }

    /// <summary>Where proposals for the global agent come from.</summary>
    public GlobalOracle GlobalOracle { get; init; } = GlobalOracle.Both;

    /// <summary>How the surrogate oracle takes expectations. <see cref="BellmanOperator.Exact"/> over histograms is <see cref="GLearn"/>,
    /// anything else a part of Antiphon.Paper.</summary>
    public BellmanOperator Backup { get; init; } = BellmanOperator.Exact;

    /// <summary>
    /// m, next states per table entry of a sampled backup, at least 1; null: m* of the paper's Lemma B.36. The paper's experiments name
    /// 30.
    /// </summary>
    public int? Samples { get; init; } = 30;

    /// <summary>
    /// Xi, draws of random rewards per table entry of a sampled backup, at least 1; null: their means. Left out of files where it is null.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? RewardSamples { get; init; }

    /// <summary>T, sweeps of an empirical backup, at least 1; null: the paper's T.</summary>
    public int? BackupSweeps { get; init; }

    /// <summary>What the surrogate's table is indexed by.</summary>
    public Parameterization Parameterization { get; init; } = Parameterization.Histograms;

    /// <summary>Where proposals for the local agents come from.</summary>
    public LocalOracle LocalOracle { get; init; } = LocalOracle.Reactive;

    /// <summary>Factor of the paper's m in UCFH, positive; 1 is the paper's. Null: a factor with a practical run time.</summary>
    public double? UcfhScale { get; init; }

    /// <summary>
    /// The most episodes of one UCFH, at least 0. Its planning between them takes most of the time, in proportion to the chain's states.
    /// </summary>
    public long UcfhEpisodes { get; init; } = 2_000;

    /// <summary>What the chained MDP pays.</summary>
    public ChainReward ChainReward { get; init; } = ChainReward.Team;

    /// <summary>When a proposal is accepted and when a start ends.</summary>
    public UpdateRule UpdateRule { get; init; } = UpdateRule.Corrected;

    /// <summary>
    /// eta of the paper's UPDATE, positive, in units of the return; null: half the threshold, so that accepted gains exceed the threshold.
    /// A practical tolerance: the theoretical eta of the paper's theorems is larger than every value for all but enormous k, and would
    /// end every run at its first comparison.
    /// </summary>
    public double? Eta { get; init; }

    /// <summary>
    /// The number of starting pairs, at least 1. Different starts end in different equilibria; the best is kept. Null: 4, or 2 with alpha
    /// vectors, where later starts added less than one per cent.
    /// </summary>
    public int? Restarts { get; init; }

    /// <summary>
    /// The most sweeps (global proposal, then local proposal) per start; at least 1. Null: 10, or N_steps of Lemma D.15 under the paper's
    /// UPDATE.
    /// </summary>
    public int? MaximumSweeps { get; init; }

    /// <summary>
    /// The gain in expected discounted return that counts as an improvement; null: 3e-4 of the game's scale, which is how far apart the
    /// returns of sensible pairs can be (docs/algorithms.md), so neither units nor penalties that are avoided matter.
    /// </summary>
    public double? Threshold { get; init; }

    /// <summary>The population model of the oracles.</summary>
    public PopulationChoice Population { get; init; } = PopulationChoice.Auto;

    /// <summary>R of the mean-field model; null: the largest with about a thousand nodes, at most 100.</summary>
    public int? Resolution { get; init; }

    /// <summary>Root of all randomness.</summary>
    public override ulong Seed { get; init; } = 1;

    /// <summary>Accuracy of exact values, in units of the return, positive; null: 1e-8 of the game's scale.</summary>
    public double? Accuracy { get; init; }

    /// <summary>
    /// Steps per simulated episode when the result is deployed, at least 1; null: <see cref="DiscountedHorizon.Default"/>.
    /// </summary>
    public int? Horizon { get; init; }

    /// <inheritdoc/>
    public override double Confidence { get; init; } = 0.95;

    /// <inheritdoc/>
    public override int JudgeRollouts { get; init; } = 2048;

    /// <summary>Whether to measure the baselines beside the result.</summary>
    public override bool Baselines { get; init; } = true;

    /// <summary>Episodes per seed when the result is deployed; at least 1.</summary>
    public override int Rollouts { get; init; } = 50;

    /// <summary>Seeds when the result is deployed; at least 2.</summary>
    public override int Seeds { get; init; } = 15;

    /// <summary>
    /// The pair as it is deployed: with memory, a table of the oracles becomes the plan of a global agent that remembers.
    /// </summary>
    internal JointPolicy Deployed(JointPolicy pair) =>
        Memory is null || pair.Global.Table is not { } table
            ? pair
            : pair with
            {
                Global = new RememberingPolicy(Subsample, new EstimatePlan(table), Memory),
            };

    /// <summary>How pairs are compared by simulation.</summary>
    /// <param name="game">The game; its n is the true one.</param>
    /// <param name="threads">Threads.</param>
    internal PairedComparisonOptions Comparison(CooperativeGame game, int threads) => Comparison(game.Discount) with { Threads = threads };

    /// <summary>The game under the sampling rule asked for.</summary>
    /// <exception cref="InvalidInputException">The rule is none, or does not fit the game.</exception>
    internal CooperativeGame Deployed(CooperativeGame game) =>
        Sampling is { } rule ? game.WithSampling(SamplingRule.Parse(rule, game)) : game;

    /// <summary>Steps per simulated episode: <see cref="Horizon"/>, which records of runs hold as resolved by <see cref="For"/>.</summary>
    [JsonIgnore]
    public int DeployedHorizon => Horizon ?? DiscountedHorizon.Shortest;

    /// <inheritdoc/>
    protected override int Steps => DeployedHorizon;

    /// <summary>The options for a game, with the horizon, the number of starts and the choice of alpha vectors resolved.</summary>
    /// <param name="game">The game.</param>
    internal AlternationOptions For(CooperativeGame game)
    {
        ArgumentNullException.ThrowIfNull(game);
        bool alpha = Population == PopulationChoice.Alpha || AlphaFit.IsUsual(game, this);
        return this with
        {
            Horizon = Horizon ?? DiscountedHorizon.Default(game.Discount),
            Population = alpha ? PopulationChoice.Alpha : Population,
            Restarts = Restarts ?? (alpha ? StartsWithAlphaVectors : UsualStarts),
        };
    }

    /// <summary>How many pairs to start from.</summary>
    internal int Starts => Restarts ?? UsualStarts;

    /// <summary>Whether the surrogate is solved by an empirical operator.</summary>
    internal bool IsEmpirical => Backup != BellmanOperator.Exact || Parameterization != Parameterization.Histograms;

    internal void Check()
    {
        List<string> wrong = [];
        Require(
            Enum.IsDefined(Backup),
            $"{nameof(Backup)} is {Backup}; expected one of {string.Join(", ", Enum.GetNames<BellmanOperator>())}"
        );
        Require(
            Enum.IsDefined(Parameterization),
            $"{nameof(Parameterization)} is {Parameterization}; expected one of {string.Join(", ", Enum.GetNames<Parameterization>())}"
        );
        Require(Samples is null or >= 1, $"{nameof(Samples)} is {Samples}; expected at least 1");
        Require(RewardSamples is null or >= 1, $"{nameof(RewardSamples)} is {RewardSamples}; expected at least 1");
        Require(
            RewardSamples is null || Backup is BellmanOperator.Frozen or BellmanOperator.Fresh,
            $"{nameof(RewardSamples)} requires a sampled backup; found {Backup}; leave it out: other operators use the means"
        );
        Require(BackupSweeps is null or >= 1, $"{nameof(BackupSweeps)} is {BackupSweeps}; expected at least 1");
        Require(
            GlobalOracle is > GlobalOracle.None and <= GlobalOracle.Both,
            $"{nameof(GlobalOracle)} is {GlobalOracle}; expected Surrogate, Deployed or Both"
        );
        Require(Starts is >= 1 and <= MostRestarts, $"{nameof(Restarts)} is {Restarts}; expected 1 to {MostRestarts:N0}");
        Require(
            Enum.IsDefined(LocalOracle),
            $"{nameof(LocalOracle)} is {LocalOracle}; expected one of {string.Join(", ", Enum.GetNames<LocalOracle>())}"
        );
        Require(Enum.IsDefined(ChainReward), $"{nameof(ChainReward)} is {ChainReward}; expected Team or SelfishV1");
        Require(
            UcfhScale is null or (> 0 and < double.PositiveInfinity),
            $"{nameof(UcfhScale)} is {UcfhScale}; expected a positive number"
        );
        Require(UcfhEpisodes >= 0, $"{nameof(UcfhEpisodes)} is {UcfhEpisodes}; expected at least 0");
        Require(Enum.IsDefined(UpdateRule), $"{nameof(UpdateRule)} is {UpdateRule}; expected Corrected or PaperBox");
        Require(
            UpdateRule != UpdateRule.PaperBox || GlobalOracle != GlobalOracle.Both,
            "the paper's UPDATE compares one proposal per turn; choose the surrogate or the deployed global oracle, not both"
        );
        Require(Eta is null or (> 0 and < double.PositiveInfinity), $"{nameof(Eta)} is {Eta}; expected a positive number");
        Require(
            Eta is null || UpdateRule == UpdateRule.PaperBox,
            "Eta applies only to the paper's UPDATE; leave it out with the corrected rule"
        );
        Require(MaximumSweeps is null or >= 1, $"{nameof(MaximumSweeps)} is {MaximumSweeps}; expected at least 1");
        Require(
            Threshold is null or (> 0 and < double.PositiveInfinity),
            $"{nameof(Threshold)} is {Threshold}; expected a positive number"
        );
        Require(Resolution is null or >= 1, $"{nameof(Resolution)} is {Resolution}; expected at least 1");
        Require(Threads >= 1, $"{nameof(Threads)} is {Threads}; expected at least 1");
        Require(Accuracy is null or (> 0 and < double.PositiveInfinity), $"{nameof(Accuracy)} is {Accuracy}; expected a positive number");
        Require(Horizon is null or >= 1, $"{nameof(Horizon)} is {Horizon}; expected at least 1");
        Require(Confidence is > 0 and < 1, $"{nameof(Confidence)} is {Confidence}; expected a number between 0 and 1");
        Require(JudgeRollouts >= 64, $"{nameof(JudgeRollouts)} is {JudgeRollouts}; expected at least 64");
        Require(Rollouts >= 1, $"{nameof(Rollouts)} is {Rollouts}; expected at least 1");
        Require(Seeds >= 2, $"{nameof(Seeds)} is {Seeds}; expected at least 2, for an interval");
        Require(
            Memory is null || UpdateRule == UpdateRule.Corrected,
            "the paper's UPDATE does not support memory; use the corrected rule, or no memory"
        );
        Require(
            Memory is null || LocalOracle is LocalOracle.Reactive or LocalOracle.Enumerate or LocalOracle.Coordinate,
            $"the local oracle {LocalOracle} supports only a global agent without memory; use Reactive, Enumerate or Coordinate, or no "
                + "memory"
        );
        Require(
            Memory is null || !IsEmpirical,
            "the surrogate's backup by samples or tuples supports only a global agent without memory; use the exact backup over "
                + "histograms, or no memory"
        );
        Memory?.Require();
        if (wrong.Count > 0)
        {
            throw new InvalidOptionException(string.Join(Environment.NewLine, wrong));
        }

        void Require(bool holds, string message)
        {
            if (!holds)
            {
                wrong.Add(message);
            }
        }
    }
}
