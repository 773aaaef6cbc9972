using System.CommandLine;
using Antiphon.Cli.Help;
using Antiphon.Cli.Input;
using Antiphon.Equilibrium;
using Antiphon.Planning;

namespace Antiphon.Cli.Verbs;

/// <summary>The options of train that belong to the paper's algorithms.</summary>
internal sealed class PaperOptions
{
    private static readonly AlternationOptions Ordinary = new() { Subsample = 1 };

    private readonly DeclaredOption<BellmanOperator> backup = VerbOptions
        .Choice(
            "--backup",
            "how the surrogate computes expectations; all but exact follow the paper or the authors' program",
            Ordinary.Backup,
            ("exact", BellmanOperator.Exact),
            ("sampled", BellmanOperator.Frozen),
            ("sampled-fresh", BellmanOperator.Fresh),
            ("rounded", BellmanOperator.Rounded)
        )
        .Sets<AlternationOptions>(nameof(AlternationOptions.Backup));
    private readonly DeclaredOption<int?> samples = VerbOptions
        .WholeOrWord(
            "--samples",
            "M",
            "next states sampled per entry of a sampled backup; `paper` uses the number of its Lemma B.36",
            Ordinary.Samples!.Value,
            "paper"
        )
        .Sets<AlternationOptions>(nameof(AlternationOptions.Samples), unset: 0);
    private readonly DeclaredOption<int?> rewardSamples = VerbOptions
        .OptionalWhole(
            "--reward-samples",
            "XI",
            "reward samples per entry of a sampled backup; `plan` prints how many suffice [none: mean rewards]"
        )
        .Sets<AlternationOptions>(nameof(AlternationOptions.RewardSamples));
    private readonly DeclaredOption<int?> backupSweeps = VerbOptions
        .OptionalWhole("--backup-sweeps", "T", "sweeps of a backup that is not exact [the number of the paper's Theorem 4.2]")
        .Sets<AlternationOptions>(nameof(AlternationOptions.BackupSweeps));
    private readonly DeclaredOption<Parameterization> parameterization = VerbOptions
        .Choice(
            "--parameterization",
            "index of the surrogate's table: counts, ordered agents, or the choice of the paper's rule",
            Ordinary.Parameterization,
            ("histograms", Parameterization.Histograms),
            ("tuples", Parameterization.Tuples),
            ("paper-rule", Parameterization.PaperRule)
        )
        .Sets<AlternationOptions>(nameof(AlternationOptions.Parameterization));
    private readonly DeclaredOption<double?> ucfhScale = VerbOptions
        .OptionalReal(
            "--ucfh-scale",
            "X",
            "scale of the paper's m in UCFH; 1 is the paper's value, which does not terminate in practice [small enough to terminate]",
            positive: true
        )
        .Sets<AlternationOptions>(nameof(AlternationOptions.UcfhScale));
    private readonly DeclaredOption<long?> ucfhEpisodes = VerbOptions
        .OptionalLong("--ucfh-episodes", "N", $"maximum episodes of the chained MDP per turn [{Ordinary.UcfhEpisodes}]", 1, int.MaxValue)
        .Sets<AlternationOptions>(nameof(AlternationOptions.UcfhEpisodes));
    private readonly DeclaredOption<ChainReward> chainReward = VerbOptions
        .Choice(
            "--chain-reward",
            "reward of the chained MDP: the team's, or one agent's share of its own as in the paper's first version",
            Ordinary.ChainReward,
            ("team", ChainReward.Team),
            ("selfish-v1", ChainReward.SelfishV1)
        )
        .Sets<AlternationOptions>(nameof(AlternationOptions.ChainReward));

    /// <summary>Makes the options.</summary>
    public PaperOptions() =>
        Group = new OptionGroup(
            "The paper's algorithms",
            [
                backup,
                samples,
                rewardSamples,
                backupSweeps,
                parameterization,
                ucfhScale,
                ucfhEpisodes,
                chainReward,
                VerbOptions
                    .Choice(
                        "--update",
                        "rule that accepts a proposal: an established gain in the deployed game (corrected), or the paper's UPDATE over "
                            + "the states of the k-agent system",
                        Ordinary.UpdateRule,
                        ("corrected", UpdateRule.Corrected),
                        ("paper-box", UpdateRule.PaperBox)
                    )
                    .Sets<AlternationOptions>(nameof(AlternationOptions.UpdateRule)),
                VerbOptions
                    .OptionalReal(
                        "--eta",
                        "X",
                        "tolerance of the paper's UPDATE, in units of the return [half the threshold]",
                        positive: true
                    )
                    .Sets<AlternationOptions>(nameof(AlternationOptions.Eta)),
            ]
        );

    /// <summary>The options as the help screen shows them.</summary>
    public OptionGroup Group { get; }

    /// <summary>Refuses options that would do nothing: each is a misunderstanding.</summary>
    /// <exception cref="InvalidInputException">One was given.</exception>
    public void RequireUse(ParseResult parse, AlternationOptions options)
    {
        bool isSampled = options.Backup is BellmanOperator.Frozen or BellmanOperator.Fresh;
        bool isExact = options.Backup == BellmanOperator.Exact && options.Parameterization == Parameterization.Histograms;
        (bool IsIdle, Option[] Idle, string Message)[] idle =
        [
            (!isSampled, [samples], "--samples requires a sampled backup; add --backup sampled, or leave it out"),
            (
                !isSampled,
                [rewardSamples],
                "--reward-samples requires a sampled backup; add --backup sampled, or leave it out: other backups use the mean rewards"
            ),
            (
                isExact,
                [backupSweeps],
                "--backup-sweeps applies only to backups that are not exact; the exact backup stops at --accuracy; leave it out"
            ),
            (
                options.LocalOracle != LocalOracle.ChainUcfh,
                [ucfhScale, ucfhEpisodes, chainReward],
                "--ucfh-scale, --ucfh-episodes and --chain-reward require the paper's L-LEARN; add --local-oracle chain-ucfh, or leave "
                    + "them out"
            ),
            (
                options.GlobalOracle == GlobalOracle.Deployed,
                [backup, parameterization],
                "--backup and --parameterization require the surrogate oracle; add --global-oracle surrogate, or leave them out"
            ),
        ];
        if (Array.Find(idle, rule => rule.IsIdle && rule.Idle.Any(parse.Given)) is { Message: string message })
        {
            throw new InvalidInputException(message);
        }
    }
}
