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
    /// <param name="ordinarily">The game where the file's own is not found; null: that is refused.</param>
    public (CooperativeGame Game, JointPolicy Policy) Finite(CooperativeGame? ordinarily = null)
    {
        CooperativeGame game = Game(ordinarily);
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

    /// <summary>Whether files of a format hold policies.</summary>
    public static bool IsPolicy(string? format) => format is PolicyFile.Format or Networks;

    private CooperativeGame Game(CooperativeGame? ordinarily)
    {
        if (ordinarily is null || gameArgument is not null)
        {
            return GameArgument.Load(gameArgument ?? Beside() ?? BuiltIn(), surroundings);
        }

        // The one that the file was made for; where it is neither, the violations are those of the game at hand.
        string? known = Beside() ?? (Text("game") is string name && BuiltInGames.Find(name) is not null ? name : null);
        CooperativeGame? own = known is null ? null : GameArgument.Load(known, surroundings);
        return own?.Hash == Text("gameHash") ? own! : ordinarily;
    }

    private string? Beside() =>
        Path.Combine(Path.GetDirectoryName(path)!, "game.json") is var file && Disk.Current.IsFile(file) ? file : null;

    private string BuiltIn() =>
        Text("game") is string name && BuiltInGames.Find(name) is not null
            ? name
            : throw new InvalidInputException(
                $"{surroundings.Shown(path)} does not contain its game, there is no game.json beside it, and no built-in game has its "
                    + "name; name the game with --game"
            );

    private string? Text(string field) => Field(head, field);

    private static string? Field(JsonElement root, string field) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(field, out JsonElement value) ? JsonText.Of(value) : null;

    private static JsonElement Head(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(Disk.Current.ReadBytes(path));
            JsonElement root = document.RootElement.Clone();
            return Field(root, "format") is not string format || IsPolicy(format)
                ? root
                : throw new InvalidInputException(
                    $"{path}: format is \"{Figures.Printable(format)}\"; expected \"{PolicyFile.Format}\"; name a policy file"
                );
        }
        catch (JsonException damage)
        {
            throw new InvalidInputException($"{path}: is not JSON: {damage.Message}; expected a policy file", damage);
        }
    }
}
