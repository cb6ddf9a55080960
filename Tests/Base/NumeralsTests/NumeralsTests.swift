import Numerals
import Testing

@Suite struct NumeralsTests {
  @Test(arguments: [
    ("", ""), ("7", "7"), ("999", "999"), ("1000", "1,000"), ("61706", "61,706"),
    ("123456", "123,456"), ("1234567", "1,234,567"),
  ])
  func `a comma stands before each three digits, but not in front`(digits: String, apart: String) {
    #expect(digits.thousandsApart == apart)
  }
}
