using System.Text.RegularExpressions;
using Antiphon.Cli;
using Antiphon.Cli.Output;
using Antiphon.Equilibrium;
using Antiphon.Evaluation;
using Antiphon.Numerics;
using Antiphon.Paper;
using Antiphon.Planning;
using Antiphon.Runs;
using Antiphon.Simulation;

namespace Antiphon.Tests.Cli;

/// <summary>What people and programs see, word for word. The numbers in the records below are made up.</summary>
public partial class GoldenTests : CommandLineTest
{
    internal static readonly RunRecord Finished = new()
    {
        Format = FiniteCodec.Instance.Format,
        Version = "0.1.0",
        Game = "warehouse-flat",
        GameHash = new string('a', 64),
        Agents = 1000,
        Options = new AlternationOptions
        {
            Subsample = 10,
            Restarts = 2,
            Threads = 2,
        },
        Status = RunStatus.Finished,
        StopReason = StopReason.NoImprovement,
        Seconds = 8.4,
        Outcome = new AlternationOutcome
        {
            PopulationModel = "mean-field",
            PopulationNodes = 1001,
            PopulationSize = "mean-field, resolution 10, 1,001 nodes",
            Value = 116.0437,
            ValueErrorBound = 1e-6,
            OtherResolution = 20,
            OtherValue = 115.8,
            ModelErrorEstimate = 0.4874,
            MeasuredShare = 0.99408,
            Deployed = new ConfidenceInterval(114.31, 114.12, 114.5, 0.09, 15),
            TruncationBound = 1.36,
            GlobalGain = 0,
            LocalGain = 0.0123,
            GainErrorBound = 2e-6,
            LocalGainDeployed = new DeployedGain(0.002, -0.017, 0.021, 2048),
            GlobalFirstOrderGap = 0.002,
            LocalFirstOrderGap = double.PositiveInfinity,
            StopReason = StopReason.NoImprovement,
            Accepted = 5,
            Proposals = 17,
            BestRestart = 0,
            Threshold = 0.0234,
            Judge = "paired simulation at n = 1,000, horizon 200, up to 1,024 pairs of episodes, 95% confidence each",
            Restarts =
            [
                new RestartSummary(
                    0,
                    "constant 2 + follow",
                    116.0437,
                    0,
                    0.0123,
                    3,
                    9,
                    StopReason.NoImprovement,
                    new ConfidenceInterval(114.4, 114.1, 114.7, 0.15, 2048)
                ),
                new RestartSummary(
                    1,
                    "random 1",
                    112.8,
                    0.4,
                    0,
                    2,
                    8,
                    StopReason.MaximumSweeps,
                    new ConfidenceInterval(111.2, 110.9, 111.5, 0.15, 2048)
                ),
            ],
            Baselines =
            [
                new BaselineResult("best blind pair found", "best response", new ConfidenceInterval(106.21, 106.02, 106.4, 0.1, 15))
                {
                    Lead = new ConfidenceInterval(8.1, 7.94, 8.26, 0.08, 15),
                },
                new BaselineResult("sample mode", "follow", new ConfidenceInterval(103.7, 103.5, 103.9, 0.1, 15)),
                new BaselineResult("uniform", "stay: wait", new ConfidenceInterval(51.5, 51.25, 51.75, 0.125, 15)),
            ],
            Observing = new ObservationWorth(Ignored: false, 107.5)
            {
                BlindDeployed = new ConfidenceInterval(106.21, 106.02, 106.4, 0.1, 15),
                Gain = new ConfidenceInterval(8.1, 7.94, 8.26, 0.08, 15),
            },
            Notices = ["The surrogate's value at small k is optimistic: it lets the k agents that are seen stand for all."],
        },
    };

    private static readonly SimulationDocument Simulated = new()
    {
        Version = "0.1.0",
        Game = "warehouse-flat",
        GameHash = new string('a', 64),
        Subsample = 10,
        Agents = 1_000_000_000,
        Horizon = 100,
        Rollouts = 50,
        Seeds = 2,
        Seed = 1,
        Reward = new RewardDocument(114.31, 0.25, 114.12, 114.5),
        PerSeed = [114.06, 114.56],
        ModeAccuracy = 0.7312,
        TruncationBound = 1.42,
        StepsPerSecond = 612_345.6,
        RunFolder = "/home/me/runs/warehouse-flat-k10-seed1",
        ResultsFile = "/home/me/runs/warehouse-flat-k10-seed1/simulation-n1000000000-h100-rollouts50-seeds2-seed1.csv",
        TraceFile = "/home/me/episode.csv",
    };

    private static readonly NashCertificate Certified = new()
    {
        Game = "warehouse-flat",
        GameHash = new string('a', 64),
        PolicyHash = new string('b', 64),
        Agents = 30,
        Subsample = 10,
        Method = NashCertificate.Exact,
        Value = 115.25,
        Residual = 8.5e-7,
        DispatcherGap = new EquilibriumGap(new GapInterval(1.25, 1.5), new GapInterval(9.25, 9.375)),
        AgentGap = new EquilibriumGap(new GapInterval(0, 0.0625), new GapInterval(0, 0.5)),
        TeamGap = new EquilibriumGap(new GapInterval(0.5, 14), new GapInterval(6.5, 24)),
        FirstOrderGap = 0.03125,
        SelfishAgentGap = new EquilibriumGap(new GapInterval(0, 1.125), new GapInterval(0, 14.25)),
        WelfareGap = new EquilibriumGap(new GapInterval(4.125, 14), new GapInterval(14.25, 24)),
        WelfareGroup = 5,
        Seconds = 48.5,
    };

    private static readonly NashCertificate EstimatedOne = Certified with
    {
        Agents = 1000,
        Method = NashCertificate.Estimated,
        Residual = 0.25,
        FirstOrderGap = null,
        Notices = ["nothing here is proved"],
        Estimate = new EstimateDetails(
            115,
            115.5,
            200,
            0.01,
            new MeanFieldGaps(5, 114, 1, 8, 0.03125, 0.25, 1, 12),
            new MeanFieldGaps(10, 115, 1.25, 8.5, 0.0625, 0.5, 1.125, 13),
            [new TrendPoint(10, 118, new GapInterval(1.25, 1.5), new GapInterval(0, 0.25), new GapInterval(0, 1), 1.5)]
        ),
    };

    private static readonly ReproductionRow ReproducedRow = new()
    {
        Version = "0.1.0",
        Configuration = ReproductionConfiguration.Released,
        K = 1,
        Training = 1,
        Game = "warehouse-flat",
        Agents = 1000,
        Horizon = 50,
        MoveOrder = LocalMoveOrder.AfterGlobal,
        Seed = 1,
        Rollouts = 50,
        Reward = new ReproductionReward(83.25, 0.5, 82.75, 83.75),
        PerSeed = [82.75, 83.75],
        ModeAccuracy = 0.25,
        TrainSeconds = 0.5,
        Alternations = 3,
        StopReason = StopReason.Plateau,
        HeatMap = new ReproductionHeatMap(
            [
                [0.75, 0.25],
                [0.5, 0.5],
            ],
            [0, 1],
            [0, 0],
            0.5
        ),
    };

    private static readonly ReproductionDocument Reproduced = new(
        ReproductionDocument.CurrentFormat,
        "0.1.0",
        [
            ReproducedRow,
            ReproducedRow with
            {
                Configuration = ReproductionConfiguration.Ours,
                Game = "warehouse",
                Horizon = 100,
                MoveOrder = LocalMoveOrder.Together,
                Reward = new ReproductionReward(165.5, 1.25, 165, 166),
                StopReason = StopReason.NoImprovement,
                HeatMap = null,
            },
            ReproducedRow with
            {
                K = 50,
                Reward = new ReproductionReward(93.125, 0.75, 92.75, 93.5),
                ModeAccuracy = 0.5,
                TrainSeconds = 75,
                HeatMap = null,
            },
        ]
    );

    [Theory]
    [InlineData("help.txt", "--help")]
    [InlineData("help-train.txt", "train", "--help")]
    [InlineData("help-simulate.txt", "simulate", "--help")]
    [InlineData("help-show.txt", "show", "--help")]
    [InlineData("help-sweep.txt", "sweep", "--help")]
    [InlineData("help-serve.txt", "serve", "--help")]
    [InlineData("help-certify.txt", "certify", "--help")]
    [InlineData("help-verify.txt", "verify", "--help")]
    [InlineData("help-log.txt", "log", "--help")]
    [InlineData("help-learn.txt", "learn", "--help")]
    [InlineData("help-reproduce.txt", "reproduce", "--help")]
    [InlineData("help-report.txt", "report", "--help")]
    [InlineData("help-import.txt", "import", "--help")]
    [InlineData("help-games.txt", "games", "--help")]
    [InlineData("help-validate.txt", "validate", "--help")]
    [InlineData("games.txt", "games")]
    [InlineData("validate.txt", "validate", "warehouse")]
    public void Screens_are_as_reviewed(string golden, params string[] arguments) =>
        Golden.AssertEqual(golden, Anonymous(Run(arguments).Succeeded()));

    [Theory]
    [InlineData("games.json", "games", "--json")]
    [InlineData("validate.json", "validate", "warehouse", "--json")]
    public void Documents_are_as_reviewed(string golden, params string[] arguments) =>
        Golden.AssertEqual(golden, Anonymous(Run(arguments).Succeeded()));

    [Fact]
    public void An_invalid_game_is_reported_as_reviewed()
    {
        Run("games", "warehouse", "--write", "fleet.json").Succeeded();
        string text = File.ReadAllText(In("fleet.json"));
        File.WriteAllText(
            In("fleet.json"),
            text.Replace("\"discount\": 0.95", "\"discount\": 1", StringComparison.Ordinal)
                .Replace("\"agents\": 1000", "\"agents\": 0", StringComparison.Ordinal)
        );

        Golden.AssertEqual("invalid.txt", Anonymous(Run("validate", "fleet.json").Refused()));
        Outcome document = Run("validate", "fleet.json", "--json");
        Assert.Equal((2, ""), (document.Code, document.Error));
        Golden.AssertEqual("invalid.json", Anonymous(document.Out));
    }

    [Theory]
    [InlineData("train.txt", 100)]
    [InlineData("train-narrow.txt", 60)]
    public void The_train_summary_is_as_reviewed(string golden, int width)
    {
        Width = width;
        Golden.AssertEqual(
            golden,
            Printed(report =>
                TrainReport.Write(report, Finished, new FiniteRunWords(), "runs/warehouse-flat-k10-seed1", ["simulate", "certify"])
            )
        );
    }

    [Fact]
    public void The_train_document_is_as_reviewed() =>
        Golden.AssertEqual("train.json", JsonOutput.Text(TrainDocument.Of(Finished, "/home/me/runs/warehouse-flat-k10-seed1")) + "\n");

    [Fact]
    public void The_simulation_summary_is_as_reviewed() =>
        Golden.AssertEqual("simulate.txt", Printed(report => SimulationReport.Write(report, Simulated, path => path)));

    [Fact]
    public void The_simulation_document_is_as_reviewed() => Golden.AssertEqual("simulate.json", JsonOutput.Text(Simulated) + "\n");

    [Fact]
    public void The_certificate_summary_is_as_reviewed() =>
        Golden.AssertEqual(
            "certify.txt",
            Printed(report =>
                CertificateReport.Write(report, Certified, "runs/warehouse-flat-k10-seed1/certificate.json", verifiable: true)
            )
        );

    [Fact]
    public void The_estimate_is_as_reviewed() =>
        Golden.AssertEqual(
            "certify-estimate.txt",
            Printed(report => CertificateReport.Write(report, EstimatedOne, "certificate.json", verifiable: false))
        );

    [Fact]
    public void The_certificate_documents_are_as_reviewed()
    {
        Golden.AssertEqual("certify.json", CertificateFile.Write(Certified, new string('c', 64)));
        Golden.AssertEqual("certify-estimate.json", CertificateFile.Write(EstimatedOne));
    }

    [Theory]
    [InlineData("verify.txt", true, true)]
    [InlineData("verify-sampled.txt", true, false)]
    [InlineData("verify-fails.txt", false, false)]
    public void The_verification_is_as_reviewed(string golden, bool holds, bool complete) =>
        Golden.AssertEqual(
            golden,
            Printed(report =>
                CertificateReport.Write(
                    report,
                    new VerificationDocument(
                        new StoredCertificate(Certified, Certified.EpsilonInitial, Certified.EpsilonWorst, new string('c', 64)),
                        new Verification(
                            holds,
                            424,
                            384,
                            complete ? [new("value", 384, 384)] : [new("value", 100, 384), new("agent.best", 284, 200_000)],
                            complete ? null : 13UL,
                            holds ? null : "epsilon.worst: at least the upper ends of dispatcherGap and agentGap: 9.33 is not at most 1"
                        )
                        {
                            Rounding = 4.2e-9,
                        }
                    )
                )
            )
        );

    [Fact]
    public void The_reproduction_summary_is_as_reviewed() =>
        Golden.AssertEqual(
            "reproduce.txt",
            Printed(report => ReproductionReport.Write(report, Reproduced, "runs/reproduce-warehouse-seed1"))
        );

    [Fact]
    public void The_reproduction_document_is_as_reviewed() => Golden.AssertEqual("reproduce.json", Reproduced.Json() + "\n");

    [Fact]
    public void A_styled_table_differs_only_by_escape_sequences()
    {
        string plain = Printed(report => TrainReport.Write(report, Finished, new FiniteRunWords(), "x", []));
        string styled = Printed(report => TrainReport.Write(report, Finished, new FiniteRunWords(), "x", []), styled: true);

        Assert.Contains('\u001b', styled);
        Assert.Equal(plain, EscapeSequence().Replace(styled, ""));
    }

    private string Printed(Action<Report> write, bool styled = false)
    {
        using var output = new StringWriter { NewLine = "\n" };
        write(new Report(Surroundings(output, TextWriter.Null) with { StyledOut = styled }));
        return output.ToString();
    }

    /// <summary>Hashes are checked with the games, and the folder is another one each time.</summary>
    private string Anonymous(string text) => Hash().Replace(text.Replace(Folder, "FOLDER", StringComparison.Ordinal), "HASH");

    [GeneratedRegex("\\b[0-9a-f]{64}\\b", RegexOptions.None, 1000)]
    private static partial Regex Hash();

    [GeneratedRegex("\\u001b\\[[0-9;]*m", RegexOptions.None, 1000)]
    private static partial Regex EscapeSequence();
}
