using System.Text.Json;
using Antiphon.Games;
using Antiphon.Populations;

namespace Antiphon.Server;

/// <summary>Reads observations of a finite game: counts by local state, or the states of the observed agents one by one.</summary>
internal sealed class ObservationLayout
{
    private const string Field = "observation";
    private const string States = "states";

    private readonly NameIndex localStates;
    private readonly int subsample;
    private readonly int lostPlaces;
    private readonly bool mayBeEmpty;
    private readonly (string Name, CountBlock Block)[] types;

    /// <summary>The observations of a dispatcher.</summary>
    /// <param name="game">The game, whose sampling rule decides.</param>
    /// <param name="subsample">k.</param>
    /// <param name="remembers">Whether the dispatcher can do with an observation that was lost as a whole.</param>
    /// <param name="localStates">The names of local states.</param>
    public ObservationLayout(CooperativeGame game, int subsample, bool remembers, NameIndex localStates)
    {
        this.localStates = localStates;
        this.subsample = subsample;
        lostPlaces = game.Sampling.Places(game.LocalStates) - game.LocalStates;
        mayBeEmpty = remembers;
        types = game.Types.Count == 1 ? [] : [.. game.Types.Select(type => type.Name).Zip(CountBlock.Of(game, subsample))];
    }

    /// <summary>
    /// How many numbers an observation has: one per local state, that of lost observations before them where some get lost.
    /// </summary>
    public int Places => lostPlaces + localStates.Names.Count;

    /// <summary>Reads the field "observation" of a body.</summary>
    /// <param name="body">The body.</param>
    /// <returns>Counts, of length <see cref="Places"/>.</returns>
    /// <exception cref="ProblemException">It is missing, or no observation of k agents.</exception>
    public int[] Read(JsonElement body)
    {
        if (subsample == 0 && !body.TryGetProperty(Field, out _))
        {
            return new int[Places];
        }

        JsonElement field = RequestBody.Required(body, Field, Expected);
        int[] counts = field.ValueKind switch
        {
            JsonValueKind.Array => ReadCounts(field),
            JsonValueKind.Object => CountStates(field),
            _ => throw Wrong(field),
        };
        RequireSum(counts);
        return counts;
    }

    private string Expected =>
        $"{Places} counts{(lostPlaces > 0 ? ", the number of lost observations first" : "")}, or {{\"{States}\": [..]}} with the state "
        + $"of each of the {subsample} observed agents";

    private int[] ReadCounts(JsonElement field)
    {
        if (field.GetArrayLength() != Places)
        {
            throw ProblemException.Invalid(
                Field,
                $"has {field.GetArrayLength()} counts",
                Expected,
                "give one count per local state, in the order of the game"
            );
        }

        int[] counts = new int[Places];
        int place = 0;
        foreach (JsonElement element in field.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Number || !element.TryGetInt32(out counts[place]) || counts[place] < 0)
            {
                throw ProblemException.Invalid(
                    $"{Field}[{place}]",
                    ProblemException.Is(element),
                    $"a count from 0 to {subsample}",
                    "count the observed agents in this state"
                );
            }

            place++;
        }

        return counts;
    }

    private int[] CountStates(JsonElement field)
    {
        if (!field.TryGetProperty(States, out JsonElement list) || list.ValueKind != JsonValueKind.Array || field.GetPropertyCount() != 1)
        {
            throw Wrong(field);
        }

        int[] counts = new int[Places];
        int place = 0;
        foreach (JsonElement element in list.EnumerateArray())
        {
            counts[lostPlaces + localStates.Read($"{Field}.{States}", place++, element)]++;
        }

        if (lostPlaces > 0)
        {
            counts[0] = Math.Max(0, subsample - place);
        }

        return counts;
    }

    private ProblemException Wrong(JsonElement field) =>
        ProblemException.Invalid(Field, ProblemException.Is(field), Expected, "give counts or states");

    private void RequireSum(ReadOnlySpan<int> counts)
    {
        long sum = Sum(counts);
        if (sum != subsample && !(mayBeEmpty && sum == 0))
        {
            throw ProblemException.Invalid(
                Field,
                $"has {sum} agents",
                mayBeEmpty ? $"{subsample}, or 0 if the observation was lost" : $"{subsample}",
                "observe as many agents as the policy was made for"
            );
        }

        foreach ((string name, CountBlock block) in types)
        {
            long own = Sum(counts.Slice(block.First, block.States));
            if (own != block.Agents)
            {
                throw ProblemException.Invalid(
                    Field,
                    $"has {own} agents of the type {name}",
                    $"{block.Agents} of this type",
                    "observe as many agents of each type as the policy was made for"
                );
            }
        }
    }

    private static long Sum(ReadOnlySpan<int> counts)
    {
        long sum = 0;
        foreach (int count in counts)
        {
            sum += count;
        }

        return sum;
    }
}
