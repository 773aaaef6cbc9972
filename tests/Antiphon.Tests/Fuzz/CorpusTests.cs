using Antiphon.Fuzz;
using Antiphon.Tests.Architecture;

namespace Antiphon.Tests.Fuzz;

/// <summary>Every input that the fuzzer knows, through every reader of its kind.</summary>
public class CorpusTests
{
    private static readonly FuzzFolder Folder = new(Path.Combine(RepositoryRoot.Path, "tests", "Antiphon.Fuzz"));

    public static TheoryData<string> Targets => [.. FuzzTargets.Names];

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_known_input_is_read_or_refused_as_documented(string name)
    {
        using var scratch = new Scratch();
        var trial = new Trial(FuzzTargets.Create(name, Folder, scratch));
        IReadOnlyList<string> inputs = Folder.Inputs(name);
        Assert.NotEmpty(inputs);
        Assert.All(inputs, input => Assert.Null(trial.Run(File.ReadAllBytes(input))));
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void The_first_of_a_kind_is_sound_and_not_refused(string name)
    {
        using var scratch = new Scratch();
        IReadOnlyList<string> made = [.. Folder.Inputs(name).Where(input => Path.GetFileName(input).StartsWith("made-", Sure))];
        IReadOnlyList<FuzzTarget> readers = FuzzTargets.Readers(name, Folder, scratch);
        Assert.All(readers, reader => Assert.Contains(made, input => Reads(reader, File.ReadAllBytes(input))));
    }

    private const StringComparison Sure = StringComparison.Ordinal;

    private static bool Reads(FuzzTarget reader, byte[] input)
    {
        try
        {
            reader.Read(input);
            return true;
        }
        catch (Exception refusal) when (reader.Documents(refusal))
        {
            return false;
        }
    }
}
