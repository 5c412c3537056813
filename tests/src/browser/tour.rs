//! Every page of the console, as it stands on a day at the sample's dealer.

use serde_json::json;

use crate::browser::Window;
use crate::{Day, System};

/// A page, what it is for, and who looks at it.
#[derive(Debug, Clone)]
pub struct Stop {
    /// Its name, also that of its picture.
    pub name: &'static str,
    pub path: String,
    /// The person of the sample who looks; nobody is signed in without one.
    pub who: Option<&'static str>,
    /// What it is for, in Chinese and in English.
    pub about: [&'static str; 2],
    /// A script that brings the page to what is to be seen, and the expression that holds then.
    pub prepared: Option<[&'static str; 2]>,
}

const OPERATOR: Option<&str> = Some("P101");
const SUPERVISOR: Option<&str> = Some("P110");
const MANAGER: Option<&str> = Some("P201");
const CLAIMS: Option<&str> = Some("P601");
const WAREHOUSE: Option<&str> = Some("P605");
const DIRECTOR: Option<&str> = Some("P501");
const ADMINISTRATOR: Option<&str> = Some("P001");

/// The pages of the console, in the order in which an order passes them.
#[must_use]
pub fn tour(day: &Day) -> Vec<Stop> {
    let stop = |name, who, path: &str, zh, en| Stop {
        name,
        path: path.to_owned(),
        who,
        about: [zh, en],
        prepared: None,
    };
    let order = |number: &str| format!("/orders/{number}");
    vec![
        stop(
            "sign-in",
            None,
            "/sign-in",
            "登录：工号和密码，座席可登记分机。",
            "Sign-in with staff number and password; an operator says at which extension.",
        ),
        stop(
            "intake",
            OPERATOR,
            "/intake?phone=13900002001&machine=EC210BLC30122",
            "接听：输入电话，客户、设备、未结工单和以往来电随即显示；重复来电先提示。",
            "Intake: customer, machines, open orders and last calls appear while the phone number is typed; a duplicate is offered first.",
        ),
        stop(
            "board",
            SUPERVISOR,
            "/",
            "看板：未结工单和36小时时限，超时在前，停机有标记，自动更新。",
            "Board: open orders with the 36-hour clock, breached first, machine-down marked, live.",
        ),
        stop(
            "station",
            MANAGER,
            "/station",
            "服务站：现在要回复的、工程师的一天、要入站和寄回的旧件。",
            "Station desk: what to answer now, the engineers' day, old parts to check in and ship.",
        ),
        Stop {
            prepared: Some([
                "document.querySelector('details:has(#f-dispatch-make-plan) > summary').click();",
                "document.querySelector('#f-dispatch-make-plan').checkVisibility()",
            ]),
            ..stop(
                "plan",
                MANAGER,
                &order(&day.waiting),
                "派工：四项依据、出发时间、主修和同行；不能做的操作说明原因。",
                "A dispatch plan: its four inputs, departure and engineers; what cannot be done now says why.",
            )
        },
        stop(
            "order",
            SUPERVISOR,
            &order(&day.claimed),
            "工单：一页看全：时限及其说明、派工、短信、旧件、索赔、资料和全部经过。",
            "Order: everything on one page, clocks with their explanation, visits, messages, parts, claim, papers and each event.",
        ),
        stop(
            "order-then",
            SUPERVISOR,
            &format!("{}?entry=12", order(&day.claimed)),
            "回看当时：拖动滑块，看工单在任一时刻的样子。",
            "As it was at any moment: the slider goes back through the order's history.",
        ),
        stop(
            "inbox",
            OPERATOR,
            "/inbox",
            "短信：没看懂的和陌生号码的，两个键处理，也可回复。",
            "Message inbox: texts that nobody understood, settled in two keys, or answered.",
        ),
        stop(
            "claims",
            CLAIMS,
            "/claims",
            "索赔：草稿按剩余天数排列，已提交的跟到厂家答复。",
            "Claims desk: drafts by days left, what is handed in until the manufacturer answers.",
        ),
        stop(
            "claim",
            CLAIMS,
            &format!("/claims/{}", day.drafted),
            "一份索赔：核对表与工单、照片并排；提交、答复、再次提交的差异。",
            "A claim: the checklist beside the order and its photos; submitting, the answer, what another try changes.",
        ),
        stop(
            "claim-submitted",
            CLAIMS,
            &format!("/claims/{}", day.claimed),
            "已提交的索赔：等厂家答复，逐行登记。",
            "A claim that was handed in: the manufacturer's answer is recorded line by line.",
        ),
        stop(
            "parts",
            WAREHOUSE,
            "/parts",
            "旧件：扫码、应返、在站、在途、已收和争议，以及各站期限。",
            "Old parts: scan, expected, at stations, on the way, received, disputes, and each station's deadline.",
        ),
        stop(
            "part",
            MANAGER,
            &format!("/parts/{}-P1", day.drafted),
            "一件旧件：扫码即到，一键入站。",
            "One part: a scan leads here, one key checks it in.",
        ),
        stop(
            "consignment",
            WAREHOUSE,
            &format!("/consignments/{}", day.consignment),
            "一批旧件：按清单清点，缺件、错件成为争议。",
            "A consignment: counted against its list; what is short or wrong is a dispute.",
        ),
        stop(
            "machines",
            OPERATOR,
            "/machines?customer=C001",
            "设备与客户：按电话、机号、名称查找。",
            "Machines and customers, found by phone, serial or name.",
        ),
        stop(
            "machine",
            OPERATOR,
            "/machines/file?serial=EC210BLC30121",
            "设备档案：保修范围、定位和到站距离、全部工单。",
            "A machine's file: cover, position and distance to its station, every order about it.",
        ),
        stop(
            "figures",
            DIRECTOR,
            "/figures",
            "统计：响应率、索赔及时率、旧件返回率、一次修复率。",
            "Figures: response, claim timeliness, part return, first-time fix.",
        ),
        stop(
            "figure",
            DIRECTOR,
            "/figures/response_36",
            "一项指标：逐月、按服务站和工程师，直到每张工单。",
            "One figure by month, station and engineer, down to its orders.",
        ),
        stop(
            "unrepaired",
            DIRECTOR,
            "/figures/unrepaired",
            "未修复清单：当日未修复工单及原因。",
            "The unrepaired list of the day, with reasons.",
        ),
        stop(
            "admin",
            ADMINISTRATOR,
            "/admin",
            "系统：各服务、数据流和日志头。",
            "System: services, feeds and log heads.",
        ),
        stop(
            "people",
            ADMINISTRATOR,
            "/admin/people",
            "人员：岗位、服务站、登录码。",
            "People, their roles, stations and access.",
        ),
        stop(
            "person",
            ADMINISTRATOR,
            "/admin/person?id=P301",
            "一个人：岗位、电话、请假、登录。",
            "One person: roles, phones, absences, access.",
        ),
        stop(
            "stations",
            ADMINISTRATOR,
            "/admin/stations",
            "服务站：区域和时区。",
            "Stations with region and zone.",
        ),
        stop(
            "import",
            ADMINISTRATOR,
            "/admin/import",
            "导入：四张清单，先看问题再生效。",
            "Import of the four lists.",
        ),
        stop(
            "policy",
            ADMINISTRATOR,
            "/admin/policy",
            "政策：时限、岗位和权限，检查结果逐行说明。",
            "Policy: limits, roles and rights, checked line by line.",
        ),
        stop(
            "tokens",
            ADMINISTRATOR,
            "/admin/tokens",
            "令牌：给其他系统的访问权限。",
            "Tokens for other systems, with their scopes.",
        ),
        stop(
            "nowhere",
            OPERATOR,
            "/orders/2699999",
            "没有这个工单：说明原因，并带回看板。",
            "No such order: a page that says so, and leads back to the board.",
        ),
        stop(
            "account",
            OPERATOR,
            "/account",
            "我的账户：分机和密码。",
            "One's own account: extension and password.",
        ),
    ]
}

impl Window<'_> {
    /// Goes through the pages in both languages, each as whoever looks at it, and does something at each.
    ///
    /// # Panics
    /// When a page is not there.
    pub fn tours(&self, system: &System, stops: &[Stop], mut each: impl FnMut(&Stop, &str)) {
        let mut signed_in = None;
        for stop in stops {
            if stop.who != signed_in {
                self.forgets_who();
                if let Some(person) = stop.who {
                    self.signs_in(system, person);
                }
                signed_in = stop.who;
            }
            for language in ["zh", "en"] {
                self.speaks(language, &stop.path);
                if let Some([script, holds]) = stop.prepared {
                    self.does(script);
                    self.until(holds);
                }
                each(stop, language);
            }
        }
    }

    /// Goes to a page in a language, in which those after it are written, too.
    ///
    /// # Panics
    /// When it is written in another.
    pub fn speaks(&self, language: &str, path: &str) {
        let back = path.replace('&', "%26").replace('?', "%3F");
        self.goes(&format!("/language?to={language}&back={back}"));
        self.until(&format!(
            "document.documentElement.lang.startsWith({})",
            json!(language)
        ));
    }

    /// Signs nobody out and leaves no trace, from a page that asks for nothing by itself meanwhile.
    fn forgets_who(&self) {
        self.goes("/account");
        self.done(self.wire.forget_cookies());
    }
}
