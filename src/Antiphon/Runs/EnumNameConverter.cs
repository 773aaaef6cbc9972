using System.Text.Json;
using System.Text.Json.Serialization;

namespace Antiphon.Runs;

/// <summary>An enumeration by its name in lower case with hyphens, as on the command line; numbers are refused.</summary>
internal sealed class EnumNameConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
