using System.CommandLine;
using System.Reflection;
using System.Text.Json.Serialization;
using Antiphon.Cli;
using Antiphon.Cli.Help;
using Antiphon.Cli.Input;
using Antiphon.Equilibrium;
using Antiphon.Learning;
using Antiphon.Policies;
using Antiphon.Runs;
using Antiphon.Server;
using Antiphon.Simulation;

namespace Antiphon.Tests.Cli;

/// <summary>
/// Every property of a record of options is set by an option that declares it, or is not the user's to set, for a reason.
/// </summary>
public class DeclarationTests : CommandLineTest
{
    private const string Compute = "does not change a result; the verb adds it";
    private const string Preset = "one of the settings that --as chooses together";
    private const string OwnReader = "read apart, since it takes several options";

    private static readonly Dictionary<string, string> TrainingInternals = new(StringComparer.Ordinal)
    {
        [nameof(AlternationOptions.Memory)] = OwnReader,
        [nameof(AlternationOptions.Confidence)] = "the accuracy of a verdict, which --threshold and --judge budgets leave alone",
        [nameof(AlternationOptions.JudgeRollouts)] = "a budget that no published comparison varies",
    };

    private static readonly Dictionary<string, string> ContinuousInternals = new(StringComparer.Ordinal)
    {
        [nameof(ContinuousOptions.GlobalSeesState)] = Preset,
        [nameof(ContinuousOptions.JudgesProposals)] = Preset,
        [nameof(ContinuousOptions.OthersSample)] = Preset,
        [nameof(ContinuousOptions.GlobalEpochs)] = Preset,
        [nameof(ContinuousOptions.Patience)] = "the stop rule",
        [nameof(ContinuousOptions.Hidden)] = "the paper's Table 4",
        [nameof(ContinuousOptions.LearningRate)] = "the paper's Table 4",
        [nameof(ContinuousOptions.LargestGradient)] = "the authors' program",
        [nameof(ContinuousOptions.Resets)] = "the paper's Table 4",
        [nameof(ContinuousOptions.Epochs)] = "the authors' program",
        [nameof(ContinuousOptions.AdvantageDecay)] = "the authors' program",
        [nameof(ContinuousOptions.EntropyBonus)] = "the authors' program",
        [nameof(ContinuousOptions.CriticWeight)] = "the authors' program",
        [nameof(ContinuousOptions.Clip)] = "the paper's Table 4",
        [nameof(ContinuousOptions.TrustRegion)] = "the paper's Table 4",
        [nameof(ContinuousOptions.MonitorRollouts)] = "what is measured on the way, for the trace alone",
        [nameof(ContinuousOptions.JudgeRollouts)] = "a budget of the judge",
        [nameof(ContinuousOptions.Confidence)] = "the accuracy of a verdict",
        [nameof(ContinuousOptions.Threshold)] = "in units of the return, of which the built-in games have one",
        [nameof(ContinuousOptions.AccuracyResets)] = "a budget of a figure beside the result",
    };

    private static readonly Dictionary<string, string> SweepInternals = new(StringComparer.Ordinal)
    {
        [nameof(SweepOptions.Training)] = OwnReader,
        [nameof(SweepOptions.Variants)] = "the trainings of the combinations of --over",
    };

    private static readonly Dictionary<string, string> DeploymentInternals = new(StringComparer.Ordinal)
    {
        [nameof(OnlineExecutionOptions.Threads)] = Compute,
        [nameof(OnlineExecutionOptions.Disturbances)] = OwnReader,
        [nameof(OnlineExecutionOptions.MoveOrder)] = "the released program's, for reproduction",
        [nameof(OnlineExecutionOptions.MeanRewards)] = "the released program's, for reproduction",
    };

    private static readonly Dictionary<string, string> ServiceInternals = new(StringComparer.Ordinal)
    {
        [nameof(ServerOptions.Log)] = "standard error",
        [nameof(ServerOptions.Time)] = "the system's clock",
        [nameof(ServerOptions.Demo)] = "made of the game of --demo",
        [nameof(ServerOptions.Report)] = "what `antiphon report` does",
    };

    public static TheoryData<string, Type, Dictionary<string, string>> Records =>
        new()
        {
            { "train", typeof(AlternationOptions), TrainingInternals },
            { "train", typeof(ContinuousOptions), ContinuousInternals },
            { "train", typeof(MemoryOptions), [] },
            { "sweep", typeof(SweepOptions), SweepInternals },
            {
                "sweep",
                typeof(AlternationOptions),
                new(TrainingInternals, StringComparer.Ordinal) { [nameof(AlternationOptions.Subsample)] = "one of --k" }
            },
            { "simulate", typeof(OnlineExecutionOptions), DeploymentInternals },
            { "simulate", typeof(Disturbances), [] },
            { "serve", typeof(ServerOptions), ServiceInternals },
        };

    [Theory]
    [MemberData(nameof(Records))]
    public void Every_property_is_declared_or_internal_for_a_reason(string verb, Type record, Dictionary<string, string> internals)
    {
        IReadOnlyList<string> declared =
        [
            .. Declared(verb)
                .SelectMany(option => option.Settings)
                .Where(setting => setting.Record == record)
                .Select(setting => setting.Name)
                .Distinct(StringComparer.Ordinal),
        ];
        IReadOnlyList<string> properties =
        [
            .. record
                .GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(property =>
                    property.SetMethod is not null
                    && property.GetCustomAttribute<JsonIgnoreAttribute>()?.Condition is not JsonIgnoreCondition.Always
                )
                .Select(property => property.Name),
        ];

        Assert.Empty(declared.Intersect(internals.Keys, StringComparer.Ordinal));
        Assert.Equal(properties.Order(StringComparer.Ordinal), declared.Concat(internals.Keys).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_option_of_a_verb_is_left_undeclared() =>
        Assert.All(Root().Subcommands.OfType<Verb>().SelectMany(verb => verb.Options), option =>
            Assert.IsType<IDeclaredOption>(option, exactMatch: false)
        );

    [Fact]
    public void Every_declared_property_takes_what_its_option_gives()
    {
        foreach (Option option in Root().Subcommands.OfType<Verb>().SelectMany(verb => verb.Options))
        {
            // A run's record is compared with, never changed.
            foreach (Setting setting in ((IDeclaredOption)option).Settings.Where(each => each.Record != typeof(ContinuousRunRecord)))
            {
                Type property = setting.Property.PropertyType;
                Assert.Equal(
                    Nullable.GetUnderlyingType(option.ValueType) ?? option.ValueType,
                    Nullable.GetUnderlyingType(property) ?? property
                );
            }
        }
    }

    [Fact]
    public void An_option_sets_a_property_and_reads_it_back()
    {
        ParseResult parse = Root().Parse(["train", "warehouse", "--samples", "paper", "--no-baselines", "--population", "mean-field"]);
        AlternationOptions options = parse.Apply(new AlternationOptions { Subsample = 3 });

        Assert.Equal(
            new AlternationOptions { Subsample = 3 } with
            {
                Samples = null,
                Baselines = false,
                Population = PopulationChoice.MeanField,
            },
            options
        );
        Assert.Empty(parse.Conflicts("run", options));
        string[] differences =
        [
            "--population is mean-field; the run was started with auto",
            "--samples is paper; the run was started with 30",
            "--no-baselines is true; the run was started with false",
        ];
        Assert.Equal(differences, parse.Conflicts("run", new AlternationOptions { Subsample = 3 }), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData(
        "lower Resolution, Agents or k, or use Population = MeanField",
        "lower --resolution, --agents or k, or use --population mean-field"
    )]
    [InlineData("Restarts is 0; expected 1", "--restarts is 0; expected 1")]
    [InlineData("Nothing of this is an option", "Nothing of this is an option")]
    public void Properties_in_messages_become_options(string message, string expected) =>
        Assert.Equal(expected, Declarations.InWordsOf(Root().Subcommands.Single(verb => verb.Name == "train"), message));

    private IEnumerable<IDeclaredOption> Declared(string name) =>
        Root().Subcommands.Single(verb => verb.Name == name).Options.OfType<IDeclaredOption>();

    private AntiphonCommand Root() => AntiphonProgram.CommandLine(Surroundings(TextWriter.Null, TextWriter.Null));
}
