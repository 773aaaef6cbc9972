using Antiphon.Cli;
using Antiphon.Games;
using Antiphon.Tests.Architecture;
using Antiphon.Tests.Games;

namespace Antiphon.Tests.Cli;

/// <summary>docs/types.md: its example obeys the schema; what is not there for types is refused in words.</summary>
public class TypesPageTests : CommandLineTest
{
    private static string Example => Path.Combine(RepositoryRoot.Path, "examples", "delivery.json");

    [Fact]
    public void The_example_obeys_the_schema_and_points_to_it()
    {
        Assert.Empty(SchemaChecker.Load("game.schema.json").Check(File.ReadAllText(Example)));
        Assert.Equal(["bike", "van"], GameFile.Load(Example).Types.Select(type => type.Name), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("train", "--k", "4", "--backup", "sampled")]
    [InlineData("train", "--k", "4", "--local-oracle", "representative")]
    [InlineData("train", "--k", "4", "--local-oracle", "chain-ucfh")]
    [InlineData("log", "--k", "2", "--steps", "10", "--out", "log.csv")]
    [InlineData("plan", "--epsilon", "1")]
    public void What_is_there_for_one_type_only_is_refused_before_any_work(string verb, params string[] options)
    {
        OtherTrainer = new Surroundings
        {
            Out = TextWriter.Null,
            Error = TextWriter.Null,
            Folder = Folder,
        }.Trainer;
        Outcome outcome = Run([verb, Example, .. options]);
        Assert.Equal(ExitCode.InvalidInput, outcome.Code);
        Assert.Contains("only agents of one type; game 'delivery' declares 2 types (bike, van)", outcome.Error, StringComparison.Ordinal);
    }
}
