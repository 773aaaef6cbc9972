using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Learning.OnnxMessages;
using Antiphon.Policies;
using Antiphon.Runs;

namespace Antiphon.Tests.Cli;

/// <summary>What is written; that public runtimes make of it what it says is tested in Antiphon.OnnxTests.</summary>
public class ExportTests : CommandLineTest
{
    private void Train() => Run("train", "warehouse", "--k", "3", "--agents", "6", "--horizon", "20", "--restarts", "2", "--out", "mine");

    [Fact]
    public void A_run_becomes_two_models_with_their_shapes_said()
    {
        Train();

        Outcome outcome = Run("export", "mine", "--onnx");

        Assert.Equal(0, outcome.Code);
        Assert.Contains("Global policy: mine/global.onnx (", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("counts [batch, 5] -> action [batch]; the counts of an entry sum to 3", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("Local policy:  mine/local.onnx (", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("probabilities [batch, 3]", outcome.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void The_models_name_their_game_and_its_states()
    {
        Train();
        Run("export", "mine", "--onnx", "--out", "deployed/models");
        ModelProto model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(In("deployed", "models", "global.onnx")));

        CooperativeGame game = FiniteCodec.Instance.Open(In("mine")).LoadGame();
        var metadata = model.MetadataProps.ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal);
        Assert.Equal(game.Hash, metadata["gameHash"]);
        Assert.Equal("3", metadata["subsample"]);
        Assert.Equal(game.LocalStateNames, JsonSerializer.Deserialize<string[]>(metadata["localStates"])!);
        Assert.Equal(["globalState", "counts"], model.Graph.Input.Select(input => input.Name), StringComparer.Ordinal);
        Assert.Equal(["action"], model.Graph.Output.Select(output => output.Name), StringComparer.Ordinal);
        Assert.Equal(17, model.OpsetImport.Single().Version);
        Assert.Equal("antiphon", model.ProducerName);
    }

    [Fact]
    public void The_document_names_both_files()
    {
        Train();
        JsonNode document = JsonNode.Parse(Run("export", "mine", "--onnx", "--json").Out)!;

        Assert.Equal("antiphon-export/1", (string)document["format"]!);
        Assert.Equal(3, (int)document["subsample"]!);
        Assert.Equal(
            [In("mine", "global.onnx"), In("mine", "local.onnx")],
            document["files"]!.AsArray().Select(file => (string)file!),
            StringComparer.Ordinal
        );
    }

    [Fact]
    public void What_cannot_be_exported_is_refused_with_the_reason()
    {
        Train();
        File.WriteAllText(In("taken"), "");

        Assert.Contains("export needs a RUN", Run("export", "--onnx").Refused(), StringComparison.Ordinal);
        Assert.Contains("export needs one format: --onnx, --npz or --pomdp", Run("export", "mine").Refused(), StringComparison.Ordinal);
        Assert.Contains("there is no run folder", Run("export", "yours", "--onnx").Refused(), StringComparison.Ordinal);
        Assert.Contains("taken", Run("export", "mine", "--onnx", "--out", "taken").Refused(), StringComparison.Ordinal);
        Assert.False(File.Exists(In("mine", "global.onnx")));
    }

    [Fact]
    public void A_dispatcher_that_remembers_is_not_exported()
    {
        CooperativeGame game = BuiltInGames.Get("warehouse");
        RememberingPolicy remembering = new(1, EstimatePlan.Mode(game), new MemoryOptions());

        Assert.Contains(
            "the global policy has memory",
            Assert
                .Throws<InvalidInputException>(() =>
                    OnnxFiles.Write(new JointPolicy(remembering, LocalPolicy.Uniform(game)), game, Folder)
                )
                .Message,
            StringComparison.Ordinal
        );
        Assert.Empty(Directory.EnumerateFiles(Folder));
    }

    [Theory]
    [InlineData("released", "observation [batch, 5] -> probabilities [batch, 5], action [batch]")]
    public void Networks_are_exported_with_the_inputs_they_have(string configuration, string inputs)
    {
        string[] updates = configuration == "ours" ? ["--updates", "1"] : [];
        Outcome trained = Run([
            "train",
            "warehouse-continuous",
            "--as",
            configuration,
            "--k",
            "2",
            "--agents",
            "10",
            "--alternations",
            "1",
            "--episodes",
            "2",
            "--episode-steps",
            "3",
            "--rollouts",
            "1",
            "--seeds",
            "2",
            "--no-baselines",
            "--out",
            "net",
            .. updates,
        ]);
        Assert.True(trained.Code is 0 or 3, trained.Error);

        string text = Run("export", "net", "--onnx").Out;

        Assert.Contains($"  {inputs}\n", text, StringComparison.Ordinal);
        Assert.Contains(
            "  globalState [batch, 1], localState [batch, 1] -> probabilities [batch, 3], action [batch]\n",
            text,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("ours", "observation [batch, 5], globalState [batch, 1] -> probabilities [batch, 5], action [batch]")]
    [Trait("Tier", "full")]
    public void Networks_that_observe_the_global_state_are_so_too(string configuration, string inputs) =>
        Networks_are_exported_with_the_inputs_they_have(configuration, inputs);

    [Fact]
    public void A_dispatcher_without_a_table_is_not_exported()
    {
        CooperativeGame game = BuiltInGames.Get("warehouse");
        JointPolicy uniform = new(new UniformGlobalPolicy(2, game.GlobalActions), LocalPolicy.Uniform(game));

        Assert.Contains(
            "there is no table to export",
            Assert.Throws<InvalidInputException>(() => OnnxFiles.Write(uniform, game, Folder)).Message,
            StringComparison.Ordinal
        );
        Assert.Empty(Directory.EnumerateFiles(Folder));
    }
}
