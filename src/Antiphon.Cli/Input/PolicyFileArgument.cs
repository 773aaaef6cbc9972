using System.Text.Json;
using Antiphon.Cli.Output;
using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Policies;

namespace Antiphon.Cli.Input;

/// <summary>A policy file that the user names, and the game that it belongs to.</summary>
/// <param name="path">The file, absolute.</param>
/// <param name="gameArgument">What the user said of the game; null for the game.json beside the file, or the built-in game of the name in
/// the file.</param>
/// <param name="surroundings">Where paths start from.</param>
internal sealed class PolicyFileArgument(string path, string? gameArgument, Surroundings surroundings)
{
    private const string Networks = "antiphon-neural-policy/1";

    private readonly JsonElement head = Head(path);

    /// <summary>Whether it holds networks for a continuous game.</summary>
    public bool IsContinuous => Text("format") == Networks;

    /// <summary>Loads a pair of a finite game.</summary>
    /// <exception cref="InvalidInputException">The file is damaged, its game cannot be found, or it is of another game.</exception>
    public (CooperativeGame Game, JointPolicy Policy) Finite()
    {
        CooperativeGame game = GameArgument.Load(gameArgument ?? Beside() ?? BuiltIn(), surroundings);
        JointPolicy policy = PolicyFile.Load(path, game);
        // What earlier versions called the sampling rule.
        string? rule = Text("sampling") ?? Text("look");
        return (rule is null ? game : game.WithSampling(SamplingRule.Parse(rule, game)), policy);
    }

    /// <summary>Loads a pair of a continuous game.</summary>
    /// <exception cref="InvalidInputException">The file is damaged, its game is not built in, or it is of another game.</exception>
    public (ContinuousGame Game, ContinuousPair Pair) Continuous()
    {
        string name = gameArgument ?? Text("game") ?? "";
        BuiltInContinuousGame known = BuiltInContinuousGames.Find(name)
            ?? throw new InvalidInputException(
                $"{surroundings.Shown(path)} contains networks for the game '{Figures.Printable(name)}', which is not a built-in game "
                    + "with continuous states; expected "
                    + string.Join(", ", BuiltInContinuousGames.All.Select(game => game.Name))
            );
        ContinuousGame game = known.Create(known.Agents);
        return (game, ContinuousCodec.LoadPolicy(path, game));
    }

    private string? Beside() => Path.Combine(Path.GetDirectoryName(path)!, "game.json") is var file && File.Exists(file) ? file : null;

    private string BuiltIn() =>
        Text("game") is string name && BuiltInGames.Find(name) is not null
            ? name
            : throw new InvalidInputException(
                $"{surroundings.Shown(path)} does not contain its game, there is no game.json beside it, and no built-in game has its "
                    + "name; name the game with --game"
            );

    private string? Text(string field) =>
        head.ValueKind == JsonValueKind.Object
        && head.TryGetProperty(field, out JsonElement value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static JsonElement Head(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return document.RootElement.Clone();
        }
        catch (JsonException damage)
        {
            throw new InvalidInputException($"{path}: is not JSON: {damage.Message}; expected a policy file", damage);
        }
    }
}
