using System.Text.Json;
using Antiphon.Games;

namespace Antiphon.Policies;

/// <summary>Policy files, format antiphon-policy/1: one JSON object; <c>schemas/policy.schema.json</c> describes every field.</summary>
/// <remarks>
/// A policy belongs to one game: the file holds the game's hash, discount and names, and reading it for another game is refused. To
/// use it with another number of agents, read it for the game it was learned for and run that game
/// <see cref="CooperativeGame.WithAgents"/>.
/// </remarks>
public static class PolicyFile
{
    /// <summary>The format that is read and written.</summary>
    internal const string Format = "antiphon-policy/1";

    /// <summary>Reads a policy file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="game">The game that the policy must belong to.</param>
    /// <exception cref="InvalidPolicyException">The file holds no policy for this game; every violation is listed.</exception>
    /// <exception cref="InvalidInputException">
    /// The file cannot be read, is not JSON (the message gives line and position) or has another format.
    /// </exception>
    public static JointPolicy Load(string path, CooperativeGame game) => Parse(InputFile.ReadText(path), path, game);

    /// <summary>Reads a policy from the text of a policy file.</summary>
    /// <param name="json">The text.</param>
    /// <param name="source">Where it comes from, for messages; for example the path of the file.</param>
    /// <param name="game">The game that the policy must belong to.</param>
    /// <exception cref="InvalidPolicyException">The text holds no policy for this game; every violation is listed.</exception>
    /// <exception cref="InvalidInputException">
    /// The text is not JSON (the message gives line and position) or has another format.
    /// </exception>
    public static JointPolicy Parse(string json, string source, CooperativeGame game)
    {
        ArgumentNullException.ThrowIfNull(game);
        return InputFile.Parse(json, source, root =>
        {
            InputFile.RequireFormat(root, Format, source);
            return new PolicyReader(game, source).Read(root);
        });
    }

    /// <summary>Writes a policy file. The file appears whole or not at all.</summary>
    /// <param name="policy">The policies of both sides.</param>
    /// <param name="game">The game they belong to.</param>
    /// <param name="path">The file; it is replaced if it exists.</param>
    /// <exception cref="InvalidInputException">The file cannot be written, or the policies do not fit the game.</exception>
    public static void Save(JointPolicy policy, CooperativeGame game, string path) => AtomicFile.WriteText(path, Write(policy, game));

    /// <summary>The text of a policy file.</summary>
    /// <param name="policy">The policies of both sides.</param>
    /// <param name="game">The game they belong to.</param>
    /// <exception cref="InvalidInputException">The policies do not fit the game.</exception>
    public static string Write(JointPolicy policy, CooperativeGame game)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(game);
        policy.RequireFit(game);
        return JsonTables.Object(writer =>
        {
            writer.WriteString("format", Format);
            writer.WriteString("game", game.Name);
            writer.WriteString("gameHash", game.Hash);
            writer.WriteNumber("discount", game.Discount);
            writer.WriteNumber("subsample", policy.Global.Subsample);
            if (game.Sampling is not UniformSampling)
            {
                writer.WriteString("sampling", game.Sampling.Text);
            }

            if (game.Types.Count > 1)
            {
                writer.WritePropertyName("split");
                JsonTables.Row(writer, game.Types.Split(policy.Global.Subsample));
            }

            PolicyNames.Write(writer, game);
            if (!AlphaVectorFields.TryWrite(writer, policy.Global))
            {
                WriteGlobal(writer, policy.Global, game.GlobalStates);
                if (policy.Global is RememberingPolicy remembering)
                {
                    MemoryFields.Write(writer, remembering);
                }
            }

            JsonTables.Table(writer, "localPolicy", Nested(policy.Local));
        });
    }

    private static void WriteGlobal(Utf8JsonWriter writer, GlobalPolicy policy, int globalStates)
    {
        writer.WritePropertyName("globalPolicy");
        if (policy is UniformGlobalPolicy)
        {
            writer.WriteStringValue("uniform");
            return;
        }

        TabularGlobalPolicy table = policy.Plan?.Table
            ?? throw new InvalidInputException(
                $"a policy file contains tables; a global policy of type {policy.GetType().Name} is not one; store "
                    + $"{nameof(TabularGlobalPolicy)}.{nameof(TabularGlobalPolicy.Of)} of it if its action is a function of the "
                    + "observation"
            );
        writer.WriteStartArray();
        for (int state = 0; state < globalStates; state++)
        {
            JsonTables.Row(writer, table.Actions(state).ToArray());
        }

        writer.WriteEndArray();
    }

    /// <summary>A local policy as nested arrays, [s_l][s_g][a_l].</summary>
    internal static double[][][] Nested(LocalPolicy policy) =>
        [
            .. Enumerable
                .Range(0, policy.LocalStates)
                .Select(local => Enumerable.Range(0, policy.GlobalStates).Select(global => policy.At(local, global).ToArray()).ToArray()),
        ];
}
