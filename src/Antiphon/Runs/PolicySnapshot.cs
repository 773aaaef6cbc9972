using System.Buffers;
using System.Collections.Immutable;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Runs;

/// <summary>
/// A joint policy as a checkpoint stores it: compact, and exact to the bit. Actions of a table are 32-bit little-endian numbers,
/// [s_g][rank(c)], deflated (zlib) and in base64: neighbouring histograms mostly get the same action, so that a table of a million entries
/// takes some kilobytes. Local probabilities are plain numbers, [s_l][s_g][a_l]; their shortest decimal form reads back to the same
/// double.
/// </summary>
internal sealed record PolicySnapshot(
    string Kind,
    int Subsample,
    int GlobalStates,
    int GlobalActions,
    string? Actions,
    int LocalStates,
    int LocalActions,
    double[] LocalPolicy
)
{
    /// <summary>Places of an observation where they are not the local states alone; absent where they are.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? ObservationPlaces { get; init; }

    /// <summary>
    /// The blocks of local states of a table's histograms, (states, agents) each, where there are several types; null otherwise.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int[][]? Types { get; init; }

    /// <summary>The fields of a policy file of another kind than a table or the uniform policy; absent for these.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Fields { get; init; }

    private const string Table = "table";
    private const string Other = "fields";
    private const string Uniform = "uniform";

    // Deflate makes no more than this of a byte: a table that claims more is refused before memory is taken for it.
    private const int MostInflated = 1032;

    // A table of more bytes has to be one that the game can have, since a small file may hold it.
    private const double LargeBytes = 1 << 26;

    public static PolicySnapshot Of(JointPolicy policy)
    {
        LocalPolicy local = policy.Local;
        var snapshot = new PolicySnapshot(
            Uniform,
            policy.Global.Subsample,
            local.GlobalStates,
            policy.Global.GlobalActions,
            null,
            local.LocalStates,
            local.LocalActions,
            local.Probabilities.ToArray()
        );
        return policy.Global switch
        {
            UniformGlobalPolicy => snapshot,
            TabularGlobalPolicy table => snapshot with
            {
                Kind = Table,
                Actions = Pack(table),
                Types = BlocksOf(table.Lattice),
                ObservationPlaces = table.Lattice.States == local.LocalStates ? null : table.Lattice.States,
            },
            _ => snapshot with { Kind = Other, Fields = FieldsOf(policy.Global) },
        };
    }

    private static JsonElement FieldsOf(GlobalPolicy policy)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            if (!AlphaVectorFields.TryWrite(writer, policy))
            {
                throw new NotSupportedException($"a checkpoint cannot store a global policy of type {policy.GetType().Name}");
            }

            writer.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    /// <summary>The policy, to the bit.</summary>
    /// <param name="game">The game of the run; asked for only where the policy needs it.</param>
    /// <exception cref="FormatException">The packed table is damaged.</exception>
    public JointPolicy Restore(Func<CooperativeGame> game)
    {
        var local = Policies.LocalPolicy.Create(LocalStates, GlobalStates, LocalActions, LocalPolicy);
        GlobalPolicy global = Kind switch
        {
            Uniform => new UniformGlobalPolicy(Subsample, game()),
            Table => Unpack(game),
            Other => Read(game(), local),
            _ => throw new FormatException($"kind is '{Kind}'; expected {Table}, {Uniform} or {Other}."),
        };
        return new JointPolicy(global, local);
    }

    private GlobalPolicy Read(CooperativeGame game, LocalPolicy local)
    {
        var json = new StrictJson();
        return Fields is { ValueKind: JsonValueKind.Object } fields && fields.TryGetProperty("kind", out _)
            ? AlphaVectorFields.Read(fields, game, Subsample, local, json) ?? throw new FormatException(json.Violations[0].ToString())
            : throw new FormatException("fields is not an object with a kind.");
    }

    private static string Pack(TabularGlobalPolicy policy)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest))
        {
            for (int globalState = 0; globalState < policy.GlobalStates; globalState++)
            {
                int[] actions = LittleEndian([.. policy.Actions(globalState)]);
                zlib.Write(MemoryMarshal.AsBytes(actions.AsSpan()));
            }
        }

        return Convert.ToBase64String(packed.ToArray());
    }

    private TabularGlobalPolicy Unpack(Func<CooperativeGame> game)
    {
        ImmutableArray<CountBlock> blocks = Blocks();
        byte[] stored = Convert.FromBase64String(Actions ?? throw new FormatException("actions is null; expected a table."));
        double bytes = blocks.Aggregate((double)GlobalStates * sizeof(int), (size, block) => size * VectorsOf(block));
        if (bytes > (double)MostInflated * stored.Length)
        {
            throw new FormatException($"actions does not have {GlobalStates} times {bytes / sizeof(int) / GlobalStates:N0} entries.");
        }

        if (bytes > LargeBytes)
        {
            RequireOf(game());
        }

        var lattice = new CountLattice(blocks);
        int[] actions = new int[checked(GlobalStates * lattice.Size)];
        using var packed = new MemoryStream(stored);
        try
        {
            using var zlib = new ZLibStream(packed, CompressionMode.Decompress);
            zlib.ReadExactly(MemoryMarshal.AsBytes(actions.AsSpan()));
            if (zlib.ReadByte() != -1)
            {
                throw new FormatException($"actions has more than {actions.Length} entries.");
            }
        }
        catch (Exception damage) when (damage is InvalidDataException or EndOfStreamException)
        {
            throw new FormatException($"actions does not have {actions.Length} entries.", damage);
        }

        return new TabularGlobalPolicy(GlobalStates, GlobalActions, lattice, LittleEndian(actions));
    }

    private static int[][]? BlocksOf(CountLattice lattice) =>
        lattice.Blocks.Length == 1 ? null : [.. lattice.Blocks.Select(block => (int[])[block.States, block.Agents])];

    // The places of an observation, type by type. They are the local states, and perhaps one for what was lost.
    private ImmutableArray<CountBlock> Blocks()
    {
        int[][] types = Types
            ??
            [
                [ObservationPlaces ?? LocalStates, Subsample],
            ];
        ImmutableArray<CountBlock>.Builder blocks = ImmutableArray.CreateBuilder<CountBlock>();
        foreach (int[] type in types)
        {
            if (type is not [> 0 and int states, >= 0 and int agents])
            {
                throw new FormatException("subsample, or a pair of types, is no number of states with a number of agents.");
            }

            blocks.Add(new CountBlock(blocks.Count == 0 ? 0 : blocks[^1].End, states, agents));
        }

        long places = types.Sum(type => (long)type[0]);
        return places == LocalStates || places == LocalStates + 1L
            ? blocks.ToImmutable()
            : throw new FormatException($"observations have {places} places; expected {LocalStates}, or one more where some are lost.");
    }

    private static double VectorsOf(CountBlock block) => LatticeSize.CountVectors(block.States, block.Agents);

    private void RequireOf(CooperativeGame game)
    {
        if (GlobalStates != game.GlobalStates || LocalStates != game.LocalStates || Subsample > game.Agents)
        {
            throw new FormatException("actions is larger than any table of the game of the run.");
        }
    }

    private static int[] LittleEndian(int[] values)
    {
        if (!BitConverter.IsLittleEndian)
        {
            System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(values, values);
        }

        return values;
    }
}
