namespace Antiphon.Tests;

/// <summary>Tests that measure time or memory of the whole process: they run after all others, one at a time.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
